package dev.tallystick.jmustache;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The text of a section, read as browsers read the attributes of an element: {@code name="value"}, the value escaped as JMustache
 * escapes variables. So a form's action and what its section says of it are written alike.
 */
final class SectionAttributes {

    /** The references by name that escapers write. */
    private static final Map<String, Character> NAMED =
            Map.of("amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'');

    private final String text;
    private int at;

    private SectionAttributes(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if it is anything else, or names an attribute twice */
    static Map<String, String> read(String text) {
        return new SectionAttributes(text).all();
    }

    private Map<String, String> all() {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (skipSpaces(); at < text.length(); skipSpaces()) {
            String name = name();
            expect('=');
            String value = unescaped(quoted());
            if (attributes.put(name, value) != null) {
                throw new IllegalArgumentException("The section has the attribute " + name + " twice.");
            }
        }
        return attributes;
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private String name() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z') {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
        return text.substring(start, at);
    }

    private String quoted() {
        char quote = at < text.length() && text.charAt(at) == '\'' ? '\'' : '"';
        expect(quote);
        int end = text.indexOf(quote, at);
        if (end < 0) {
            throw malformed();
        }
        String value = text.substring(at, end);
        at = end + 1;
        return value;
    }

    private void expect(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw malformed();
        }
        at++;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("The section's text is no list of attributes: write it as in HTML, as"
                + " action=\"/transfers\" or to=\"{{url}}\", or nothing.");
    }

    /** What isn't understood is refused: a browser may read another address there. */
    private static String unescaped(String value) {
        StringBuilder read = new StringBuilder(value.length());
        int from = 0;
        for (int and = value.indexOf('&'); and >= 0; and = value.indexOf('&', from)) {
            read.append(value, from, and);
            int end = and + 1;
            while (end < value.length() && isOfReference(value.charAt(end))) {
                end++;
            }
            String reference = value.substring(and + 1, end);
            boolean ended = end < value.length() && value.charAt(end) == ';';
            if (!ended && !reference.startsWith("#")) {
                read.append('&').append(reference);
                from = end;
            } else if (ended && NAMED.containsKey(reference)) {
                read.append(NAMED.get(reference));
                from = end + 1;
            } else if (ended && reference.startsWith("#")) {
                read.appendCodePoint(number(reference));
                from = end + 1;
            } else {
                throw unknown();
            }
        }
        return read.append(value, from, value.length()).toString();
    }

    private static int number(String reference) {
        boolean hex = reference.startsWith("#x") || reference.startsWith("#X");
        int codePoint;
        try {
            codePoint = Integer.parseInt(reference, hex ? 2 : 1, reference.length(), hex ? 16 : 10);
        } catch (NumberFormatException e) {
            throw unknown();
        }
        // Browsers read control characters, and what is no character, as something else.
        if (Character.isISOControl(codePoint) || !Character.isDefined(codePoint) || isSurrogate(codePoint)) {
            throw unknown();
        }
        return codePoint;
    }

    private static boolean isSurrogate(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    private static boolean isOfReference(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '#';
    }

    private static IllegalArgumentException unknown() {
        return new IllegalArgumentException("The section has a character reference that isn't known here: write the URL"
                + " as it is, or {{url}}, which escapes it.");
    }
}
