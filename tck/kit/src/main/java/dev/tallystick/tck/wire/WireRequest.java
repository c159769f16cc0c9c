package dev.tallystick.tck.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request, each of its characters one octet.
 *
 * @param line method, target and version
 * @param lines the header's lines as they are sent, those about the body's length excepted
 * @param body as octets; null if there is none
 * @param chunked whether the body goes in chunks, its length unsaid
 */
public record WireRequest(
        String line, List<String> lines, @Nullable String body, boolean chunked) {

    private static final int CHUNK = 1000;

    public WireRequest {
        lines = List.copyOf(lines);
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

    byte[] octets() {
        StringBuilder head = new StringBuilder(line).append("\r\n");
        lines.forEach(header -> head.append(header).append("\r\n"));
        if (body != null && !names(lines, "Content-Length") && !names(lines, "Transfer-Encoding")) {
            head.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length())
                    .append("\r\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(latin1(head.append("\r\n").toString()));
        if (body != null) {
            out.writeBytes(latin1(chunked ? inChunks(body) : body));
        }
        return out.toByteArray();
    }

    private static String inChunks(String body) {
        StringBuilder chunks = new StringBuilder();
        for (int start = 0; start < body.length(); start += CHUNK) {
            String chunk = body.substring(start, Math.min(body.length(), start + CHUNK));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
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
