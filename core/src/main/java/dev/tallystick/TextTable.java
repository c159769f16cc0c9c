package dev.tallystick;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by text, found by a part of a longer text that needs no string of its own. Immutable. */
final class TextTable<T> {

    private final @Nullable String[] texts;
    private final @Nullable Object[] values;
    private final int mask;
    /** A bit for each length that a text has, the last for all that are longer. */
    private final long lengths;

    TextTable(Map<String, T> entries) {
        int size = Integer.highestOneBit(Math.max(1, entries.size()) * 2 - 1) * 2;
        this.texts = new String[size];
        this.values = new Object[size];
        this.mask = size - 1;
        long known = 0;
        for (String text : entries.keySet()) {
            known |= bit(text.length());
        }
        this.lengths = known;
        entries.forEach((text, value) -> {
            int at = slot(text.hashCode());
            while (texts[at] != null) {
                at = at + 1 & mask;
            }
            texts[at] = text;
            values[at] = value;
        });
    }

    /** The value of the part of a text from {@code start} to before {@code end}; null if it has none. */
    @Nullable
    T find(String text, int start, int end) {
        if ((lengths & bit(end - start)) == 0) {
            return null;
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = next(hash, text.charAt(i));
        }
        return find(text, start, end, hash);
    }

    /** The same for a part whose hash is known: {@link #next} over its characters, from 0 on. */
    @SuppressWarnings("unchecked") // Only T's are put in.
    @Nullable
    T find(String text, int start, int end, int hash) {
        if ((lengths & bit(end - start)) == 0) {
            return null;
        }
        int at = slot(hash);
        String known;
        while ((known = texts[at]) != null) {
            if (known.length() == end - start && text.startsWith(known, start)) {
                return (T) values[at];
            }
            at = at + 1 & mask;
        }
        return null;
    }

    /** As {@link String#hashCode}. */
    static int next(int hash, char c) {
        return 31 * hash + c;
    }

    private static long bit(int length) {
        return 1L << Math.min(length, Long.SIZE - 1);
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & mask;
    }
}
