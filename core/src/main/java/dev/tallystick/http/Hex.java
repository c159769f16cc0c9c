package dev.tallystick.http;

/** Hexadecimal digits in text that a client sent. */
final class Hex {

    private Hex() {}

    /** The octet whose two digits stand at {@code at}, or -1 if they aren't two digits. */
    static int octet(String text, int at) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        int high = digit(text.charAt(at));
        int low = digit(text.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    // Character.digit takes digits of other scripts too.
    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
