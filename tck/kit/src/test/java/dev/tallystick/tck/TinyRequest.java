package dev.tallystick.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request as it came, each character one octet. Its body is read when it is asked for. */
final class TinyRequest {

    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final String method;
    private final String path;
    private final @Nullable String query;
    private final @Nullable String authority;
    private final List<Map.Entry<String, String>> lines;
    private final InputStream in;
    private @Nullable String body;

    /** Files of a multipart body have a file name. */
    record Part(String name, @Nullable String filename, String content) {}

    /** The server itself refuses the request. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    TinyRequest(InputStream in) throws IOException {
        String line = line(in);
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first < 1 || last <= first || !line.startsWith("HTTP/1.", last + 1)) {
            throw new RefusedException();
        }
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            if (colon < 1 || header.charAt(colon - 1) == ' ' || header.charAt(0) == ' ') {
                throw new RefusedException();
            }
            lines.add(Map.entry(
                    header.substring(0, colon), header.substring(colon + 1).strip()));
        }
        String target = line.substring(first + 1, last);
        String authority = null;
        if (target.startsWith("http://") || target.startsWith("https://")) {
            int slash = target.indexOf('/', target.indexOf("//") + 2);
            authority = target.substring(target.indexOf("//") + 2, slash < 0 ? target.length() : slash);
            target = slash < 0 ? "/" : target.substring(slash);
        }
        int mark = target.indexOf('?');
        this.method = line.substring(0, first);
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? null : target.substring(mark + 1);
        this.authority = authority;
        this.lines = lines;
        this.in = in;
        refuseContestedLength();
    }

    private void refuseContestedLength() throws RefusedException {
        List<String> lengths = headers("Content-Length");
        List<String> codings = headers("Transfer-Encoding");
        boolean number = lengths.stream()
                .allMatch(text -> !text.isEmpty() && text.chars().allMatch(Character::isDigit));
        boolean chunked = codings.stream().allMatch(coding -> coding.equalsIgnoreCase("chunked"));
        if (lengths.size() + codings.size() > 1 || !number || !chunked || "".equals(authority)) {
            throw new RefusedException();
        }
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    @Nullable
    String query() {
        return query;
    }

    @Nullable
    String authority() {
        return authority;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new RefusedException();
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** How long the body says it is; -1 if it doesn't. */
    long length() {
        return headers("Content-Length").stream()
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(-1);
    }

    /**
     * @throws UncheckedIOException if it doesn't come
     */
    String body() {
        if (body == null) {
            try {
                body = readBody();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NumberFormatException e) {
                throw new UncheckedIOException(new RefusedException());
            }
        }
        return body;
    }

    private String readBody() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        if (!headers("Transfer-Encoding").isEmpty()) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                read.writeBytes(in.readNBytes(size));
                line(in);
            }
        } else if (length() > 0) {
            read.writeBytes(in.readNBytes((int) length()));
            if (read.size() < length()) {
                throw new RefusedException();
            }
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    List<String> headers(String name) {
        return lines.stream()
                .filter(line -> line.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    boolean isOfType(String type) {
        List<String> types = headers("Content-Type");
        return types.size() == 1
                && types.get(0).split(";")[0].strip().toLowerCase(Locale.ROOT).equals(type);
    }

    /** The parts of a multipart body; null if it can't be parsed. */
    @Nullable
    List<Part> parts() {
        String type = headers("Content-Type").get(0);
        int at = type.indexOf("boundary=");
        if (at < 0) {
            return null;
        }
        String body = body();
        String boundary = "--" + type.substring(at + 9).replace("\"", "");
        List<Part> parts = new ArrayList<>();
        int start = body.indexOf(boundary);
        while (start >= 0) {
            int head = start + boundary.length();
            if (body.startsWith("--", head)) {
                return parts;
            }
            int content = body.indexOf("\r\n\r\n", head);
            int end = body.indexOf("\r\n" + boundary, head);
            if (content < 0 || end < content) {
                return null;
            }
            Map<String, String> parameters = parameters(body.substring(head, content));
            parts.add(new Part(
                    parameters.getOrDefault("name", ""), parameters.get("filename"), body.substring(content + 4, end)));
            start = end + 2;
        }
        return null;
    }

    private static Map<String, String> parameters(String head) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher quoted = PARAMETER.matcher(head);
        while (quoted.find()) {
            parameters.put(quoted.group(1), quoted.group(2));
        }
        return parameters;
    }
}
