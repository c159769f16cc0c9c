package dev.tallystick.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must hold for every input. Cheap as long as it holds: it is asked millions of times. */
final class Property {

    private Property() {}

    static void holds(boolean held, Supplier<String> property) {
        if (!held) {
            throw new AssertionError(property.get());
        }
    }

    static void same(@Nullable Object ours, @Nullable Object other, Supplier<String> property) {
        holds(Objects.equals(ours, other), () -> property.get() + ": here " + shown(ours) + ", there " + shown(other));
    }

    /** The input as octets of a header line or a body: one a character. */
    static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }

    static String shown(@Nullable Object value) {
        StringBuilder shown = new StringBuilder().append('[');
        for (char c : String.valueOf(value).toCharArray()) {
            shown.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return shown.append(']').toString();
    }
}
