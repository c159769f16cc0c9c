package dev.tallystick.tck.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, read octet by octet from the socket.
 *
 * @param status 0 if the connection was closed without an answer
 * @param headers name and value of each line
 */
public record WireReply(int status, List<Map.Entry<String, String>> headers, String body) {

    /** Ends what the client has to say. */
    interface Ending {
        void end() throws IOException;
    }

    private static final List<String> REASON_MARKS = List.of("\"reason\":\"", "Reason: <code>");
    private static final WireReply CLOSED = new WireReply(0, List.of(), "");

    public WireReply {
        headers = List.copyOf(headers);
    }

    /**
     * Reads one final answer to its end.
     *
     * @param ending called after a refusal that doesn't say how long it is: some servers (Vert.x, of a malformed h2c upgrade)
     *     end it only with the connection, and the connection only when the client does
     * @param whole whether a body that ends too early is a failure
     * @throws SocketTimeoutException if none comes
     */
    static WireReply read(InputStream in, boolean withoutBody, Ending ending, boolean whole) throws IOException {
        WireReply head;
        try {
            do {
                head = readHead(in);
            } while (head.status / 100 == 1 && head.status != 101);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return CLOSED;
        }
        if (withoutBody || head.status == 0 || head.status == 101 || head.status == 204 || head.status == 304) {
            return head;
        }
        if (head.status >= 400 && head.header("Content-Length") == null && head.header("Transfer-Encoding") == null) {
            ending.end();
        }
        return new WireReply(head.status, head.headers, new String(body(in, head, whole), StandardCharsets.UTF_8));
    }

    private static WireReply readHead(InputStream in) throws IOException {
        String statusLine = line(in);
        if (statusLine == null) {
            return CLOSED;
        }
        if (!statusLine.startsWith("HTTP/1.") || statusLine.length() < 12) {
            throw new IOException("no status line: '" + statusLine + "'");
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(Map.entry(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        return new WireReply(Integer.parseInt(statusLine.substring(9, 12)), headers, "");
    }

    /** What came of it: a server that refuses a request may cut its answer short, and the status counts all the same. */
    private static byte[] body(InputStream in, WireReply head, boolean whole) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            String length = head.header("Content-Length");
            if (length != null) {
                copy(in, Integer.parseInt(length), body);
            } else if (!"chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
                in.transferTo(body);
            } else {
                int octets;
                do {
                    String size = line(in);
                    if (size == null) {
                        throw new EOFException("the connection ended within a body");
                    }
                    octets = Integer.parseInt(size.strip(), 16);
                    copy(in, octets, body);
                    line(in);
                } while (octets > 0);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (whole) {
                throw e;
            }
        }
        return body.toByteArray();
    }

    private static void copy(InputStream in, int count, ByteArrayOutputStream body) throws IOException {
        byte[] octets = in.readNBytes(count);
        body.writeBytes(octets);
        if (octets.length < count) {
            throw new EOFException("the connection ended within a body");
        }
    }

    /** Null at the end of the stream. */
    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                return null;
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** The first line of a header; null if there is none. */
    public @Nullable String header(String name) {
        List<String> lines = headers(name);
        return lines.isEmpty() ? null : lines.get(0);
    }

    /** Every line of a header. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(line -> line.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The reason of a denial, in the problem document or the page; null if this is none. */
    public @Nullable String reason() {
        for (String mark : REASON_MARKS) {
            int from = body.indexOf(mark) + mark.length();
            if (from >= mark.length()) {
                int to = from;
                while (to < body.length() && body.charAt(to) != '"' && body.charAt(to) != '<') {
                    to++;
                }
                return body.substring(from, to);
            }
        }
        return null;
    }

    /** As it came, for one who reads why a case failed. */
    @Override
    public String toString() {
        if (status == 0) {
            return "< (the connection was closed)";
        }
        StringBuilder text = new StringBuilder("< ").append(status);
        headers.forEach(header ->
                text.append("\n< ").append(header.getKey()).append(": ").append(header.getValue()));
        return text.append("\n< \n< ")
                .append(body.length() > 600 ? body.substring(0, 600) + " …" : body)
                .toString();
    }
}
