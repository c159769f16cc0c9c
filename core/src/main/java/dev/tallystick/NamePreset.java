package dev.tallystick;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names that front ends written for another framework already use. */
public enum NamePreset {
    /** {@code csrfmiddlewaretoken}, {@code X-CSRFToken}, and the cookie {@code csrftoken} that its scripts read. */
    DJANGO("django", "csrfmiddlewaretoken", "X-CSRFToken", "csrftoken"),
    /** {@code authenticity_token} and {@code X-CSRF-Token}. */
    RAILS("rails", "authenticity_token", "X-CSRF-Token", null),
    /** {@code _csrf} and {@code X-CSRF-TOKEN}; with Spring's cookie repository in front ends, take {@link #ANGULAR}. */
    SPRING("spring", "_csrf", "X-CSRF-TOKEN", null),
    /** {@code _csrf}, {@code X-XSRF-TOKEN}, and the cookie {@code XSRF-TOKEN} that Angular and axios read. */
    ANGULAR("angular", "_csrf", "X-XSRF-TOKEN", "XSRF-TOKEN");

    private final String code;
    private final String parameterName;
    private final String headerName;
    private final @Nullable String spaCookie;

    NamePreset(String code, String parameterName, String headerName, @Nullable String spaCookie) {
        this.code = code;
        this.parameterName = parameterName;
        this.headerName = headerName;
        this.spaCookie = spaCookie;
    }

    /** As configuration spells it. */
    public String code() {
        return code;
    }

    public String parameterName() {
        return parameterName;
    }

    public String headerName() {
        return headerName;
    }

    /** The cookie that scripts read the token from; null where they read it from the page. */
    public @Nullable String spaCookie() {
        return spaCookie;
    }

    /**
     * @throws IllegalArgumentException if no preset is spelled so; the message lists those that are
     */
    public static NamePreset of(String code) {
        for (NamePreset preset : values()) {
            if (preset.code.equals(code)) {
                return preset;
            }
        }
        throw new IllegalArgumentException("names '" + code + "' is unknown: write one of "
                + Arrays.stream(values()).map(NamePreset::code).collect(Collectors.joining(", ")));
    }
}
