package dev.tallystick.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a server on a port of its own, passes every octet on, and keeps it. */
final class Wiretap implements AutoCloseable {

    /** What went over one connection, one character an octet. */
    record Exchange(ByteArrayOutputStream sent, ByteArrayOutputStream answered) {

        String request() {
            return sent.toString(StandardCharsets.ISO_8859_1);
        }

        String response() {
            return answered.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private final ServerSocket door;
    private final int behind;
    private final List<Exchange> exchanges;

    /**
     * @param behind the server's port
     * @param exchanges where they are kept
     */
    Wiretap(int behind, CopyOnWriteArrayList<Exchange> exchanges) throws IOException {
        this.behind = behind;
        this.exchanges = exchanges;
        this.door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wiretap");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getByName("127.0.0.1"), behind);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Exchange exchange = new Exchange(new ByteArrayOutputStream(), new ByteArrayOutputStream());
                exchanges.add(exchange);
                List<Socket> both = new ArrayList<>(List.of(client, server));
                start(() -> pass(client, server, exchange.sent(), both));
                start(() -> pass(server, client, exchange.answered(), both));
            } catch (IOException e) {
                // Closed, or the server is: then its clients find nobody.
            }
        }
    }

    private static void pass(Socket from, Socket to, ByteArrayOutputStream kept, List<Socket> both) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count;
            while ((count = in.read(buffer)) >= 0) {
                kept.write(buffer, 0, count);
                out.write(buffer, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeAll(both);
            return;
        }
        if (from.isOutputShutdown()) {
            closeAll(both);
        }
    }

    private static void closeAll(List<Socket> both) {
        for (Socket socket : both) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed, then.
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
