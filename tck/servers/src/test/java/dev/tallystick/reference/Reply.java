package dev.tallystick.reference;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An answer, read byte by byte from the socket. */
final class Reply {

    private final int status;
    private final List<Map.Entry<String, String>> headers;
    private final String body;

    private Reply(int status, List<Map.Entry<String, String>> headers, String body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Reads one final answer to its end. */
    static Reply read(InputStream in, boolean withoutBody) throws IOException {
        Reply head = readHead(in);
        while (head.status / 100 == 1 && head.status != 101) {
            head = readHead(in);
        }
        if (withoutBody || head.status == 101 || head.status == 204 || head.status == 304) {
            return head;
        }
        return new Reply(head.status, head.headers, new String(body(in, head), StandardCharsets.UTF_8));
    }

    private static Reply readHead(InputStream in) throws IOException {
        String statusLine = line(in);
        if (statusLine.startsWith("<")) {
            // A server takes what it can't read for HTTP/0.9, whose answers have no head: its page of an error.
            String page = statusLine + new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Reply(400, List.of(Map.entry("Content-Length", "0")), page);
        }
        if (!statusLine.startsWith("HTTP/1.")) {
            throw new IOException("no status line: '" + statusLine + "'");
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        String line;
        while (!(line = line(in)).isEmpty()) {
            int colon = line.indexOf(':');
            headers.add(Map.entry(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Reply(Integer.parseInt(statusLine.substring(9, 12)), headers, "");
    }

    private static byte[] body(InputStream in, Reply head) throws IOException {
        String length = head.header("Content-Length");
        if (length != null) {
            return in.readNBytes(Integer.parseInt(length));
        }
        if (!"chunked".equals(head.header("Transfer-Encoding"))) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size;
        while ((size = Integer.parseInt(line(in), 16)) > 0) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0 && line.toString(StandardCharsets.ISO_8859_1).startsWith("<")) {
                break;
            }
            if (octet < 0) {
                throw new IOException("the connection ended within: '" + line + "'");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }

    /** The first line of a header; null if there is none. */
    String header(String name) {
        List<String> lines = headers(name);
        return lines.isEmpty() ? null : lines.get(0);
    }

    /** The media type and its parameters, in lower case and without spaces: servers write them each in its own way. */
    String contentType() {
        return String.valueOf(header("Content-Type")).toLowerCase(Locale.ROOT).replace(" ", "");
    }

    List<String> headers(String name) {
        return headers.stream()
                .filter(line -> line.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The body as a JSON object. */
    Map<String, Object> json() {
        try {
            return JSONObjectUtils.parse(body);
        } catch (ParseException e) {
            throw new AssertionError("no JSON: " + this, e);
        }
    }

    String json(String member) {
        Object value = json().get(member);
        return value == null ? null : value.toString();
    }

    /** The status, and the reason if there is one: {@code 200}, {@code 403 cross-site}. */
    String outcome() {
        boolean explained = "application/problem+json".equals(header("Content-Type"));
        return explained ? status + " " + json("reason") : String.valueOf(status);
    }

    @Override
    public String toString() {
        return status + " " + headers + "\n" + body;
    }
}
