package dev.tallystick.jwt;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON in the one way that no two readers can differ on: RFC 8259 to the letter, and of I-JSON (RFC 7493) that member
 * names are unique, at every depth, and that text is well-formed Unicode. Nesting and numbers are bounded. Bad input costs no
 * exception.
 *
 * <p>Values are {@code Map<String, Object>} and {@code List<Object>}, both unmodifiable, {@code String}, {@code Boolean},
 * null, {@code Long} for an integer written plainly that fits one, {@code BigDecimal} for any other number.
 */
final class Json {

    /** What is wrong with a text. */
    enum Fault {
        /** It is no JSON, no UTF-8, or deeper or longer than anyone honest writes. */
        MALFORMED,
        /** An object has two members of one name. */
        DUPLICATE_NAME
    }

    /**
     * What a text holds.
     *
     * @param value of the text; null also if there is a fault
     * @param fault null if there is none
     */
    record Result(@Nullable Object value, @Nullable Fault fault) {}

    private static final int MOST_DEPTH = 32;
    private static final int MOST_NUMBER_LENGTH = 64;
    private static final int MOST_EXPONENT_DIGITS = 4;
    private static final Object NO_VALUE = new Object();

    private final String text;
    private int at;
    private @Nullable Fault fault;

    private Json(String text) {
        this.text = text;
    }

    static Result parse(byte[] utf8) {
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Result(null, Fault.MALFORMED);
        }
    }

    static Result parse(String text) {
        Json json = new Json(text);
        json.skipBlanks();
        Object value = json.value(0);
        json.skipBlanks();
        if (json.fault == null && json.at < text.length()) {
            json.fail(Fault.MALFORMED);
        }
        return json.fault == null ? new Result(value, null) : new Result(null, json.fault);
    }

    /** The members, if the value is an object; else null. */
    @SuppressWarnings("unchecked")
    static @Nullable Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map ? (Map<String, @Nullable Object>) value : null;
    }

    /** Whether both are the same JSON value: numbers by what they amount to, arrays in order, objects in any order. */
    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (a instanceof Number && b instanceof Number) {
            return number(a).compareTo(number(b)) == 0;
        }
        if (a instanceof List<?> these && b instanceof List<?> those) {
            if (these.size() != those.size()) {
                return false;
            }
            for (int i = 0; i < these.size(); i++) {
                if (!equal(these.get(i), those.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> these && b instanceof Map<?, ?> those) {
            if (these.size() != those.size()) {
                return false;
            }
            for (Map.Entry<?, ?> member : these.entrySet()) {
                if (!those.containsKey(member.getKey()) || !equal(member.getValue(), those.get(member.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    /** A number that this class has read. */
    static BigDecimal number(Object value) {
        return value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) value);
    }

    private @Nullable Object value(int depth) {
        if (at >= text.length()) {
            return fail(Fault.MALFORMED);
        }
        return switch (text.charAt(at)) {
            case '{' -> objectAt(depth);
            case '[' -> arrayAt(depth);
            case '"' -> stringAt();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> numberAt();
        };
    }

    private @Nullable Object objectAt(int depth) {
        if (depth == MOST_DEPTH) {
            return fail(Fault.MALFORMED);
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        skipBlanks();
        if (skip('}')) {
            return Collections.unmodifiableMap(members);
        }
        do {
            skipBlanks();
            if (!(stringAt() instanceof String name)) {
                return NO_VALUE;
            }
            if (members.containsKey(name)) {
                return fail(Fault.DUPLICATE_NAME);
            }
            skipBlanks();
            if (!skip(':')) {
                return fail(Fault.MALFORMED);
            }
            skipBlanks();
            members.put(name, value(depth + 1));
            if (fault != null) {
                return NO_VALUE;
            }
            skipBlanks();
        } while (skip(','));
        return skip('}') ? Collections.unmodifiableMap(members) : fail(Fault.MALFORMED);
    }

    private @Nullable Object arrayAt(int depth) {
        if (depth == MOST_DEPTH) {
            return fail(Fault.MALFORMED);
        }
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        skipBlanks();
        if (skip(']')) {
            return Collections.unmodifiableList(elements);
        }
        do {
            skipBlanks();
            elements.add(value(depth + 1));
            if (fault != null) {
                return NO_VALUE;
            }
            skipBlanks();
        } while (skip(','));
        return skip(']') ? Collections.unmodifiableList(elements) : fail(Fault.MALFORMED);
    }

    private Object stringAt() {
        if (!skip('"')) {
            return fail(Fault.MALFORMED);
        }
        StringBuilder string = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return isWellFormed(string) ? string.toString() : fail(Fault.MALFORMED);
            }
            if (c < ' ') {
                return fail(Fault.MALFORMED);
            }
            if (c != '\\') {
                string.append(c);
            } else {
                int escaped = escape();
                if (escaped < 0) {
                    return fail(Fault.MALFORMED);
                }
                string.append((char) escaped);
            }
        }
        return fail(Fault.MALFORMED);
    }

    /** The character that an escape stands for, or -1; the backslash has been read. */
    private int escape() {
        if (at >= text.length()) {
            return -1;
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> -1;
        };
    }

    private int codeUnit() {
        if (at + 4 > text.length()) {
            return -1;
        }
        int unit = 0;
        for (int end = at + 4; at < end; at++) {
            char c = text.charAt(at);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private static boolean isWellFormed(CharSequence string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private Object numberAt() {
        int start = at;
        skip('-');
        if (!skip('0') && !skipDigits()) {
            return fail(Fault.MALFORMED);
        }
        boolean plain = true;
        if (skip('.')) {
            plain = false;
            if (!skipDigits()) {
                return fail(Fault.MALFORMED);
            }
        }
        if (skip('e') || skip('E')) {
            plain = false;
            if (!skip('+')) {
                skip('-');
            }
            int exponent = at;
            if (!skipDigits() || at - exponent > MOST_EXPONENT_DIGITS) {
                return fail(Fault.MALFORMED);
            }
        }
        if (at - start > MOST_NUMBER_LENGTH) {
            return fail(Fault.MALFORMED);
        }
        BigDecimal number = new BigDecimal(text.substring(start, at));
        if (plain && number.unscaledValue().bitLength() < Long.SIZE) {
            return number.longValue();
        }
        return number;
    }

    private boolean skipDigits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > start;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            return fail(Fault.MALFORMED);
        }
        at += word.length();
        return value;
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case ' ', '\t', '\n', '\r' -> at++;
                default -> {
                    return;
                }
            }
        }
    }

    private Object fail(Fault what) {
        if (fault == null) {
            fault = what;
        }
        return NO_VALUE;
    }
}
