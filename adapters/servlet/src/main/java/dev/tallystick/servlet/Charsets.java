package dev.tallystick.servlet;

import jakarta.servlet.ServletRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The character set that a request names; UTF-8 where it names one that this JVM doesn't know. */
final class Charsets {

    private Charsets() {}

    /** The set that the request names; null if it names none. */
    static @Nullable Charset named(ServletRequest request) {
        try {
            String name = request.getCharacterEncoding();
            return name == null ? null : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            // Some containers look the name up themselves.
            return StandardCharsets.UTF_8;
        }
    }

    /** The set of a form: UTF-8 if the request names none. */
    static Charset ofForm(ServletRequest request) {
        Charset named = named(request);
        return named == null ? StandardCharsets.UTF_8 : named;
    }
}
