package dev.tallystick.http;

/** ASCII case, untouched by locale and by letters of other scripts. */
public final class Ascii {

    private Ascii() {}

    /** Whether this is optional white space (RFC 9110, section 5.6.3): a space or a tab, nothing else. */
    public static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The character with A to Z made small, all others as they are. */
    public static int toLowerCase(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    /** The text with A to Z made small, all others as they are. */
    public static String toLowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return lowered(text);
            }
        }
        return text;
    }

    private static String lowered(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) toLowerCase(chars[i]);
        }
        return new String(chars);
    }

    /** The text with a to z made capital, all others as they are. */
    public static String toUpperCase(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            if (c >= 'a' && c <= 'z') {
                chars[i] = (char) (c - ('a' - 'A'));
            }
        }
        return new String(chars);
    }

    /** Whether both are the same but for the case of A to Z. */
    public static boolean equalsIgnoreCase(String a, String b) {
        return a.length() == b.length() && regionMatches(a, 0, b);
    }

    /** Whether {@code part} stands in {@code text} at {@code at}, but for the case of A to Z. */
    public static boolean regionMatches(String text, int at, String part) {
        if (at < 0 || at + part.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < part.length(); i++) {
            if (toLowerCase(text.charAt(at + i)) != toLowerCase(part.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
