package dev.tallystick.token;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * base64url without padding (RFC 4648, section 5), one spelling for each sequence of bytes: what another encoder could have
 * written with other left-over bits is refused. Bad input costs no exception.
 */
final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final byte[] VALUES = values();

    private Base64Url() {}

    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** The bytes, or null if the text isn't their one spelling. */
    static byte @Nullable [] decode(String text) {
        byte[] bytes = new byte[decodedLength(text.length())];
        return decode(text, 0, text.length(), bytes, 0) ? bytes : null;
    }

    /** How many bytes so many characters stand for. */
    static int decodedLength(int characters) {
        return characters * 3 / 4;
    }

    /**
     * Writes the bytes of a part of a text to {@code bytes} from {@code to} on.
     *
     * @return false if it isn't their one spelling; then some may have been written
     */
    static boolean decode(String text, int start, int end, byte[] bytes, int to) {
        int left = (end - start) % 4;
        if (left == 1) {
            return false;
        }
        int at = to;
        int i = start;
        for (int whole = end - left; i < whole; i += 4) {
            int group = value(text, i) << 18 | value(text, i + 1) << 12 | value(text, i + 2) << 6 | value(text, i + 3);
            if (group < 0) {
                return false;
            }
            bytes[at++] = (byte) (group >> 16);
            bytes[at++] = (byte) (group >> 8);
            bytes[at++] = (byte) group;
        }
        if (left == 2) {
            int group = value(text, i) << 6 | value(text, i + 1);
            if (group < 0 || (group & 0xf) != 0) {
                return false;
            }
            bytes[at] = (byte) (group >> 4);
        } else if (left == 3) {
            int group = value(text, i) << 12 | value(text, i + 1) << 6 | value(text, i + 2);
            if (group < 0 || (group & 0x3) != 0) {
                return false;
            }
            bytes[at++] = (byte) (group >> 10);
            bytes[at] = (byte) (group >> 2);
        }
        return true;
    }

    /** 0 to 63, or a negative value whose sign survives being shifted and joined. */
    private static int value(String text, int at) {
        char c = text.charAt(at);
        return c < VALUES.length ? VALUES[c] : -1;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}
