package dev.tallystick.helidon;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;
import org.jspecify.annotations.Nullable;

/** The fields of a {@code multipart/form-data} body (RFC 7578). What files hold is passed over and doesn't count. */
final class MultipartFields {

    /** RFC 2046, section 5.1.1. */
    private static final int MOST_BOUNDARY = 70;

    private static final int MOST_PART_HEAD = 4096;
    private static final String DISPOSITION = "Content-Disposition:";

    private final MultipartInput parts;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final int boundaryLength;
    private long left;

    private MultipartFields(MultipartInput parts, int boundaryLength, long mostBytes) {
        this.parts = parts;
        this.boundaryLength = boundaryLength;
        this.left = mostBytes;
    }

    /**
     * @param contentType with its parameters
     * @param mostBytes how much all but the files' content may come to
     */
    static FormFields read(String contentType, SpooledInput input, long mostBytes) throws IOException {
        String boundary = parameters(contentType).get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MOST_BOUNDARY) {
            return FormFields.none(FormFields.State.MALFORMED);
        }
        byte[] octets = boundary.getBytes(StandardCharsets.ISO_8859_1);
        try {
            MultipartInput parts = MultipartInput.builder()
                    .setInputStream(input)
                    .setBoundary(octets)
                    .setMaxPartHeaderSize(MOST_PART_HEAD)
                    .get();
            parts.setHeaderCharset(StandardCharsets.UTF_8);
            return new MultipartFields(parts, octets.length, mostBytes).read();
        } catch (FileUploadException e) {
            return FormFields.none(input.isTooLarge() ? FormFields.State.TOO_LARGE : FormFields.State.MALFORMED);
        } catch (IOException e) {
            if (input.isTooLarge()) {
                return FormFields.none(FormFields.State.TOO_LARGE);
            }
            throw e;
        }
    }

    private FormFields read() throws IOException {
        for (boolean more = parts.skipPreamble(); more; more = parts.readBoundary()) {
            String head = parts.readHeaders();
            left -= boundaryLength + head.length();
            if (left < 0) {
                return FormFields.none(FormFields.State.TOO_LARGE);
            }
            String disposition = disposition(head);
            Map<String, String> named = disposition == null ? Map.of() : parameters(disposition);
            String name = named.get("name");
            if (name == null || named.containsKey("filename")) {
                parts.discardBodyData();
            } else {
                Value value = new Value(left);
                parts.readBodyData(value);
                left -= value.counted;
                if (left < 0) {
                    return FormFields.none(FormFields.State.TOO_LARGE);
                }
                fields.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value.toString(StandardCharsets.UTF_8));
            }
        }
        return FormFields.of(fields);
    }

    private static Map<String, String> parameters(String value) {
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        try {
            return parser.parse(value, ';');
        } catch (RuntimeException e) {
            // The parser decodes what mail programs write, and throws what its decoders do.
            return Map.of();
        }
    }

    /** What the disposition line of a part says; null if there is none. */
    private static @Nullable String disposition(String head) {
        int start = 0;
        while (start < head.length()) {
            int end = head.indexOf("\r\n", start);
            if (end < 0) {
                end = head.length();
            }
            if (Ascii.regionMatches(head, start, DISPOSITION)) {
                return head.substring(start + DISPOSITION.length(), end);
            }
            start = end + 2;
        }
        return null;
    }

    /** Counts all that a field holds, and keeps no more than may be. */
    private static final class Value extends ByteArrayOutputStream {

        private final long most;
        private long counted;

        Value(long most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            counted += length;
            if (counted <= most) {
                super.write(bytes, offset, length);
            }
        }
    }
}
