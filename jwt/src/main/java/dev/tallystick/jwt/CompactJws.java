package dev.tallystick.jwt;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A JWS in compact serialisation (RFC 7515, section 7.1), taken apart and decoded; nothing in it is verified. */
final class CompactJws {

    /** Twice what servers take as one header line by default. */
    private static final int MOST_LENGTH = 16 * 1024;

    private final byte[] header;
    private final byte[] payload;
    private final byte[] signingInput;
    private final String signature;

    private CompactJws(byte[] header, byte[] payload, byte[] signingInput, String signature) {
        this.header = header;
        this.payload = payload;
        this.signingInput = signingInput;
        this.signature = signature;
    }

    /** Its three parts, or null if the text isn't three parts of base64url, or too long. */
    static @Nullable CompactJws of(String text) {
        if (text.length() > MOST_LENGTH) {
            return null;
        }
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return null;
        }
        byte[] header = Base64Url.decode(text.substring(0, first));
        byte[] payload = Base64Url.decode(text.substring(first + 1, second));
        String signature = text.substring(second + 1);
        if (header == null || payload == null || Base64Url.decode(signature) == null) {
            return null;
        }
        byte[] signingInput = text.substring(0, second).getBytes(StandardCharsets.US_ASCII);
        return new CompactJws(header, payload, signingInput, signature);
    }

    byte[] header() {
        return header;
    }

    byte[] payload() {
        return payload;
    }

    /** What the signature is over. */
    byte[] signingInput() {
        return signingInput;
    }

    /** In base64url, the one spelling of its bytes. */
    String signature() {
        return signature;
    }
}
