package dev.tallystick.tck.wire;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection to a port of this machine, for one request or many, or for any octets. Not for use by several threads. */
public final class WireConnection implements Closeable {

    private static final int PATIENCE_MILLIS = 20_000;

    /** More than this is sent beside the reading, since a server may answer, and read no further, before it has it all. */
    private static final int SHORT = 16 * 1024;

    private final Socket socket;
    private final InputStream in;

    private WireConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** To 127.0.0.1. */
    public static WireConnection open(int port) throws IOException {
        return over(new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    }

    /** Over a connected socket, one of TLS for instance, which is closed with this. */
    public static WireConnection over(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new WireConnection(socket);
    }

    /**
     * Sends one request on a connection of its own.
     *
     * @throws UncheckedIOException if no whole answer comes
     */
    public static WireReply exchange(int port, WireRequest request) {
        try (WireConnection connection = open(port)) {
            return connection.exchange(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IOException if no whole answer comes
     */
    public WireReply exchange(WireRequest request) throws IOException {
        send(request.octets());
        return receive(request.isHead());
    }

    public void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    /**
     * Reads one final answer.
     *
     * @param toHead whether it has no body, whatever it says
     * @throws IOException if no whole answer comes
     */
    public WireReply receive(boolean toHead) throws IOException {
        WireReply reply = WireReply.read(in, toHead, () -> {}, true);
        if (reply.status() == 0) {
            throw new EOFException("the server closed the connection");
        }
        return reply;
    }

    /**
     * Reads so many octets, as a protocol that was upgraded to sends them.
     *
     * @throws EOFException if the connection ends before
     */
    public byte[] receive(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("the server closed the connection");
        }
        return octets;
    }

    /** Whether the server closes the connection without another octet. */
    public boolean closesSilently() throws IOException {
        return in.read() < 0;
    }

    /** Sends the last request; what a server cuts short, or doesn't answer, is an answer too. */
    WireReply last(WireRequest request) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] octets = request.octets();
        if (octets.length <= SHORT) {
            write(octets, out);
        } else {
            Thread writer = new Thread(() -> write(octets, out), "tck-writer");
            writer.setDaemon(true);
            writer.start();
        }
        return WireReply.read(in, request.isHead(), socket::shutdownOutput, false);
    }

    /** A server may answer, and close, before it has read what it doesn't want; the answer counts, or that there is none. */
    private static void write(byte[] octets, OutputStream out) {
        try {
            out.write(octets);
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
