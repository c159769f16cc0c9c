package dev.tallystick.reference;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request as it goes over the wire: every byte is the test's own. */
final class Call {

    private final String method;
    private final String target;
    private final List<String> lines = new ArrayList<>();
    private byte[] body;
    private boolean chunked;

    private Call(String method, String target) {
        this.method = method;
        this.target = target;
    }

    static Call of(String method, String target) {
        return new Call(method, target);
    }

    static Call get(String target) {
        return of("GET", target);
    }

    static Call post(String target) {
        return of("POST", target);
    }

    /** Adds a line; those of the same name stay. */
    Call with(String name, String value) {
        lines.add(name + ": " + value);
        return this;
    }

    /** Adds a line as it stands. */
    Call withLine(String line) {
        lines.add(line);
        return this;
    }

    Call form(String fields) {
        return body("application/x-www-form-urlencoded", fields);
    }

    Call json(String text) {
        return body("application/json", text);
    }

    /** A multipart body; each part is its head's parameters and its content. */
    Call multipart(String... parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.length; i += 2) {
            text.append("--frontier\r\nContent-Disposition: form-data; ")
                    .append(parts[i])
                    .append("\r\n\r\n")
                    .append(parts[i + 1])
                    .append("\r\n");
        }
        text.append("--frontier--\r\n");
        return body("multipart/form-data; boundary=frontier", text.toString());
    }

    /** One character an octet; the empty type leaves the header out. */
    Call body(String type, String content) {
        body = content.getBytes(StandardCharsets.ISO_8859_1);
        return type.isEmpty() ? this : with("Content-Type", type);
    }

    /** Sends the body in chunks, without saying how long it is. */
    Call chunked() {
        chunked = true;
        return this;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean sets(String name) {
        return lines.stream().anyMatch(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1));
    }

    byte[] bytes(String host) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\n");
        lines.forEach(line -> head.append(line).append("\r\n"));
        if (body != null) {
            head.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length)
                    .append("\r\n");
        }
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (body != null && chunked) {
            for (int start = 0; start < body.length; start += 1000) {
                int size = Math.min(1000, body.length - start);
                out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.write(body, start, size);
                out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        } else if (body != null) {
            out.writeBytes(body);
        }
        return out.toByteArray();
    }
}
