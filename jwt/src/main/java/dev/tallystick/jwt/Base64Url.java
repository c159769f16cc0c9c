package dev.tallystick.jwt;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * base64url without padding (RFC 7515, section 2), one spelling for each sequence of bytes: padding, white space and
 * left-over bits, which a lenient decoder forgives, are refused.
 */
final class Base64Url {

    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private Base64Url() {}

    /** The bytes, or null if the text isn't their one spelling. */
    static byte @Nullable [] decode(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (value(text.charAt(i)) < 0) {
                return null;
            }
        }
        int unusedBits = switch (length % 4) {
            case 0 -> 0;
            case 2 -> 0xf;
            case 3 -> 0x3;
            default -> -1;
        };
        if (unusedBits != 0 && (unusedBits < 0 || (value(text.charAt(length - 1)) & unusedBits) != 0)) {
            return null;
        }
        return DECODER.decode(text);
    }

    private static int value(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '-' ? 62 : c == '_' ? 63 : -1;
    }
}
