package dev.tallystick.helidon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An HTTP/1.1 request, exactly as it is written: nothing is added, checked, joined or put in order. */
final class RawRequest {

    private final String requestLine;
    private final List<String> headerLines = new ArrayList<>();
    private byte[] body = {};

    private RawRequest(String requestLine) {
        this.requestLine = requestLine;
    }

    /** A request line as it is, for instance {@code GET / HTTP/1.1}. */
    static RawRequest line(String requestLine) {
        return new RawRequest(requestLine);
    }

    boolean isHead() {
        return requestLine.startsWith("HEAD ");
    }

    /** Another header line; those that are there stay. */
    RawRequest header(String name, String value) {
        headerLines.add(name + ": " + value);
        return this;
    }

    /** Another header line, as it is. */
    RawRequest headerLine(String line) {
        headerLines.add(line);
        return this;
    }

    /** A body, with its type and length. */
    RawRequest body(String contentType, byte[] bytes) {
        header("Content-Type", contentType).header("Content-Length", Integer.toString(bytes.length));
        this.body = bytes;
        return this;
    }

    RawRequest body(String contentType, String text) {
        return body(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    RawRequest form(String text) {
        return body("application/x-www-form-urlencoded", text);
    }

    /** A body in chunks of the size given, with its type and without its length. */
    RawRequest chunked(String contentType, byte[] bytes, int size) {
        header("Content-Type", contentType).header("Transfer-Encoding", "chunked");
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += size) {
            int length = Math.min(size, bytes.length - at);
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.write(bytes, at, length);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        this.body = chunks.toByteArray();
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((requestLine + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (String line : headerLines) {
            bytes.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        bytes.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
