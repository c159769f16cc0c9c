package dev.tallystick.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one path that mounts, exemptions and form actions match: percent-decoded once, and only if no two parsers could read
 * it differently.
 *
 * <p>Refused are: a path that doesn't begin with a slash; dot segments; empty segments but for one trailing slash; path
 * parameters; encoded dots, slashes, backslashes, percent signs and semicolons; backslashes, {@code #}, control characters
 * and raw non-ASCII; bad percent-encoding, and octets that aren't UTF-8 (RFC 3986, sections 3.3 and 6.2.2).
 */
public final class RequestPath {

    /** Characters that stand for themselves, wherever they stand. */
    private static final boolean[] PLAIN = plain();

    private RequestPath() {}

    private static boolean[] plain() {
        boolean[] plain = new boolean[0x7f];
        Arrays.fill(plain, '!', 0x7f, true);
        for (char other : "/%\\;#?".toCharArray()) {
            plain[other] = false;
        }
        return plain;
    }

    /**
     * Decodes a path.
     *
     * @param path as sent
     * @param allowParameters whether path parameters ({@code ;name=value}) are taken off each segment, before all other
     *     rules, instead of being refused
     * @return the path decoded, or null if it is ambiguous
     */
    public static @Nullable String decode(String path, boolean allowParameters) {
        String raw = path;
        if (allowParameters && path.indexOf(';') >= 0) {
            raw = withoutParameters(path);
        }
        int length = raw.length();
        if (length == 0 || raw.charAt(0) != '/') {
            return null;
        }
        boolean encoded = false;
        int segment = 1;
        for (int i = 1; i < length; i++) {
            char c = raw.charAt(i);
            if (c < PLAIN.length && PLAIN[c]) {
                continue;
            }
            if (c == '/') {
                if (!isSegment(raw, segment, i)) {
                    return null;
                }
                segment = i + 1;
            } else if (c == '%') {
                if (!isUnambiguous(Hex.octet(raw, i + 1))) {
                    return null;
                }
                encoded = true;
                i += 2;
            } else {
                return null;
            }
        }
        // What follows the last slash may be empty: the one trailing slash, and the root.
        if (segment < length && !isSegment(raw, segment, length)) {
            return null;
        }
        return encoded ? decodeUtf8(raw) : raw;
    }

    private static boolean isSegment(String raw, int start, int end) {
        int length = end - start;
        return length != 0
                && !(length == 1 && raw.charAt(start) == '.')
                && !(length == 2 && raw.charAt(start) == '.' && raw.charAt(start + 1) == '.');
    }

    private static boolean isUnambiguous(int octet) {
        return switch (octet) {
            case -1, '.', '/', '\\', '%', ';', 0x7f -> false;
            default -> octet >= ' ';
        };
    }

    private static String withoutParameters(String path) {
        StringBuilder kept = new StringBuilder(path.length());
        boolean inParameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/') {
                inParameter = false;
            } else if (c == ';') {
                inParameter = true;
            }
            if (!inParameter) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static @Nullable String decodeUtf8(String raw) {
        ByteBuffer octets = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                octets.put((byte) Hex.octet(raw, i + 1));
                i += 2;
            } else {
                octets.put((byte) c);
            }
        }
        CharBuffer chars = CharBuffer.allocate(raw.length());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        if (decoder.decode(octets.flip(), chars, true).isError()) {
            return null;
        }
        String decoded = chars.flip().toString();
        for (int i = 0; i < decoded.length(); i++) {
            if (Character.isISOControl(decoded.charAt(i))) {
                return null;
            }
        }
        return decoded;
    }
}
