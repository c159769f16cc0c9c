package dev.tallystick.bank.ledger;

import org.jspecify.annotations.Nullable;

/** Amounts of money as people write them; the bank itself counts in pence. */
public final class Pounds {

    /** The most that one transfer can move: a million pounds. */
    public static final long MOST = 100_000_000;

    private static final String FORM = "Write pounds and pence, for instance 12.34.";

    private Pounds() {}

    /**
     * An amount as typed.
     *
     * @param pence meaningful only if there is no problem
     * @param problem what is wrong with it, in a sentence; null if nothing is
     */
    public record Typed(long pence, @Nullable String problem) {

        private static Typed refused(String problem) {
            return new Typed(0, problem);
        }
    }

    /** Reads {@code 12}, {@code 12.3} or {@code 12.34}, exactly: more than nothing, at most {@link #MOST}. */
    public static Typed parse(String text) {
        String typed = text.strip();
        int point = typed.indexOf('.');
        String whole = point < 0 ? typed : typed.substring(0, point);
        String part = point < 0 ? "" : typed.substring(point + 1);
        if (!isDigits(whole) || point >= 0 && !isDigits(part) || part.length() > 2) {
            return Typed.refused(FORM);
        }
        long pence = 0;
        for (int i = 0; i < whole.length() && pence <= MOST; i++) {
            pence = pence * 10 + (whole.charAt(i) - '0');
        }
        for (int i = 0; i < 2 && pence <= MOST; i++) {
            pence = pence * 10 + (i < part.length() ? part.charAt(i) - '0' : 0);
        }
        if (pence > MOST) {
            return Typed.refused("At most " + format(MOST) + " goes in one transfer.");
        }
        return pence == 0 ? Typed.refused("The amount must be more than nothing.") : new Typed(pence, null);
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** For instance {@code £1,234.56}. */
    public static String format(long pence) {
        StringBuilder text = new StringBuilder(Long.toString(pence / 100));
        for (int i = text.length() - 3; i > 0; i -= 3) {
            text.insert(i, ',');
        }
        long rest = pence % 100;
        return text.insert(0, '£').append(rest < 10 ? ".0" : ".").append(rest).toString();
    }
}
