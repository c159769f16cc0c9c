package dev.tallystick.servlet;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The character set that a request names. */
final class Charsets {

    private Charsets() {}

    /** The set of this name; UTF-8 if no name was sent, or none that this JVM knows. */
    static Charset named(@Nullable String name) {
        return named(name, StandardCharsets.UTF_8);
    }

    /** The set of this name; {@code unnamed} if no name was sent, UTF-8 for a name that this JVM doesn't know. */
    static Charset named(@Nullable String name, Charset unnamed) {
        if (name == null) {
            return unnamed;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
