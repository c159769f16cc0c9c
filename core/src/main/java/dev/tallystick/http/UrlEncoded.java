package dev.tallystick.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code application/x-www-form-urlencoded}, read as browsers write it (WHATWG URL, section 5.1): {@code &} separates,
 * {@code +} is a space, and a percent sign without two hexadecimal digits behind it stands for itself. Never fails.
 */
public final class UrlEncoded {

    private UrlEncoded() {}

    /**
     * Reads a body or a query.
     *
     * @param text one byte a character, as sent
     * @param charset of the decoded names and values; a byte sequence that isn't valid in it becomes U+FFFD
     * @return the fields in the order of their first appearance, each with its values in the order sent
     */
    public static Map<String, List<String>> parse(String text, Charset charset) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        int length = text.length();
        int start = 0;
        while (start < length) {
            int end = text.indexOf('&', start);
            if (end < 0) {
                end = length;
            }
            if (end > start) {
                int equals = text.indexOf('=', start);
                boolean bare = equals < 0 || equals > end;
                String name = decode(text, start, bare ? end : equals, charset);
                String value = bare ? "" : decode(text, equals + 1, end, charset);
                fields.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
            }
            start = end + 1;
        }
        return fields;
    }

    /**
     * The value of a parameter that is there and not empty, decoded; null if there is none. Of several, the first that is no
     * safe method.
     *
     * <p>The name is percent-decoded and compared in any case; {@code ;} separates too, as some frameworks have it.
     */
    static @Nullable String methodAsked(String query, String lowerCaseName) {
        String found = null;
        int length = query.length();
        int start = 0;
        while (start < length) {
            int end = start;
            int equals = -1;
            char c;
            while (end < length && (c = query.charAt(end)) != '&' && c != ';') {
                if (c == '=' && equals < 0) {
                    equals = end;
                }
                end++;
            }
            if (equals >= 0
                    && equals + 1 < end
                    && namedAlike(query, start, equals, lowerCaseName)
                    && (found == null || Methods.isSafe(found))) {
                found = decode(query, equals + 1, end, StandardCharsets.UTF_8);
            }
            start = end + 1;
        }
        return found;
    }

    /** Compares without allocating: most queries have no such parameter. */
    private static boolean namedAlike(String query, int start, int end, String lowerCaseName) {
        int at = start;
        for (int i = 0; i < lowerCaseName.length(); i++) {
            if (at >= end) {
                return false;
            }
            int c = query.charAt(at);
            if (c == '%') {
                c = at + 2 < end ? Hex.octet(query, at + 1) : -1;
                at += 3;
            } else {
                at++;
            }
            if (Ascii.toLowerCase(c) != lowerCaseName.charAt(i)) {
                return false;
            }
        }
        return at == end;
    }

    private static String decode(String text, int start, int end, Charset charset) {
        boolean plain = true;
        for (int i = start; i < end && plain; i++) {
            char c = text.charAt(i);
            plain = c != '%' && c != '+' && c < 0x80;
        }
        if (plain) {
            return text.substring(start, end);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes.write(' ');
            } else if (c == '%' && i + 2 < end) {
                int octet = Hex.octet(text, i + 1);
                if (octet >= 0) {
                    bytes.write(octet);
                    i += 2;
                } else {
                    bytes.write(c);
                }
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(charset);
    }
}
