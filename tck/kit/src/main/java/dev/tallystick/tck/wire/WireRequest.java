package dev.tallystick.tck.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request, each of its characters one octet.
 *
 * @param line method, target and version
 * @param lines the header's lines as they are sent, those about the body's length excepted
 * @param body as octets; null if there is none
 * @param chunk how long the chunks are in which the body goes, its length unsaid; 0 if it goes whole
 */
public record WireRequest(
        String line, List<String> lines, @Nullable String body, int chunk) {

    public WireRequest {
        lines = List.copyOf(lines);
    }

    /** A request line as it is, for instance {@code GET / HTTP/1.1}. */
    public static WireRequest line(String line) {
        return new WireRequest(line, List.of(), null, 0);
    }

    /** Another header line; those that are there stay. */
    public WireRequest header(String name, String value) {
        return headerLine(name + ": " + value);
    }

    /** Another header line, as it is. */
    public WireRequest headerLine(String added) {
        return new WireRequest(
                line, Stream.concat(lines.stream(), Stream.of(added)).toList(), body, chunk);
    }

    /** With a body and its type, and its length. */
    public WireRequest body(String contentType, byte[] octets) {
        return with(contentType, octets, 0);
    }

    /** With a body in UTF-8 and its type, and its length. */
    public WireRequest body(String contentType, String text) {
        return body(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With the body of a form, as it is encoded. */
    public WireRequest form(String text) {
        return body("application/x-www-form-urlencoded", text);
    }

    /** With a body in chunks of this size and its type, and without its length. */
    public WireRequest chunked(String contentType, byte[] octets, int size) {
        return with(contentType, octets, size);
    }

    private WireRequest with(String contentType, byte[] octets, int size) {
        List<String> typed = header("Content-Type", contentType).lines;
        return new WireRequest(line, typed, new String(octets, StandardCharsets.ISO_8859_1), size);
    }

    /** Whether the answer to it has no body. */
    public boolean isHead() {
        return line.startsWith("HEAD ");
    }

    /** Whether an octet outside ASCII, or a line that no client library would send, is in its head. */
    public boolean isMalformed() {
        return !isPlain(line)
                || line.chars().filter(c -> c == ' ').count() != 2
                || lines.stream().anyMatch(header -> !isPlain(header) || !hasName(header));
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t');
    }

    private static boolean hasName(String header) {
        int colon = header.indexOf(':');
        return colon > 0
                && header.substring(0, colon)
                        .chars()
                        .allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    /** Whether a line has this name. */
    public static boolean names(List<String> lines, String name) {
        return lines.stream().anyMatch(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1));
    }

    /** All that goes over the wire. */
    public byte[] octets() {
        StringBuilder head = new StringBuilder(line).append("\r\n");
        lines.forEach(header -> head.append(header).append("\r\n"));
        if (body != null && !names(lines, "Content-Length") && !names(lines, "Transfer-Encoding")) {
            head.append(chunk > 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length())
                    .append("\r\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(latin1(head.append("\r\n").toString()));
        if (body != null) {
            out.writeBytes(latin1(chunk > 0 ? inChunks(body) : body));
        }
        return out.toByteArray();
    }

    private String inChunks(String body) {
        StringBuilder chunks = new StringBuilder();
        for (int start = 0; start < body.length(); start += chunk) {
            String content = body.substring(start, Math.min(body.length(), start + chunk));
            chunks.append(Integer.toHexString(content.length()))
                    .append("\r\n")
                    .append(content)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As it is sent, for one who reads why a case failed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("> ").append(line);
        lines.forEach(header -> text.append("\n> ").append(header));
        if (body != null) {
            text.append("\n> \n> ").append(body.length() > 600 ? body.substring(0, 600) + " …" : body);
        }
        return text.toString();
    }
}
