package dev.tallystick.adapter.body;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private final SpooledInput input;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final int boundaryLength;
    private long left;

    private MultipartFields(MultipartInput parts, SpooledInput input, int boundaryLength, long mostBytes) {
        this.parts = parts;
        this.input = input;
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
            return new MultipartFields(parts, input, octets.length, mostBytes).read();
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
                Value value = new Value(input, left);
                parts.readBodyData(value);
                left -= value.size();
                fields.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value.text());
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

    /** What a field holds; fails as soon as that is more than may be, since it may have no end. */
    private static final class Value extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final SpooledInput input;
        private final long most;

        Value(SpooledInput input, long most) {
            this.input = input;
            this.most = most;
        }

        int size() {
            return kept.size();
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (kept.size() + (long) length > most) {
                // Whoever reads parts reads an unwanted one to its end, which may never come.
                input.end();
                throw new IOException("the fields are longer than they may be");
            }
            kept.write(bytes, offset, length);
        }
    }
}
