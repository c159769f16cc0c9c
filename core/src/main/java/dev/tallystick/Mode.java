package dev.tallystick;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How much a request must show. */
public enum Mode {
    /** Evidence must not be foreign and a token must hold; without evidence on https, denied. */
    STRICT("strict"),
    /** Evidence of the same or a trusted origin is enough; without evidence, a token must hold. */
    ORIGIN_OR_TOKEN("origin-or-token"),
    /** Only foreign evidence denies; tokens aren't looked at. */
    ORIGIN_ONLY("origin-only");

    private final String code;

    Mode(String code) {
        this.code = code;
    }

    /** As configuration spells it. */
    public String code() {
        return code;
    }

    /**
     * @throws IllegalArgumentException if no mode is spelled so; the message lists those that are
     */
    public static Mode of(String code) {
        for (Mode mode : values()) {
            if (mode.code.equals(code)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode '" + code + "' is unknown: write one of "
                + Arrays.stream(values()).map(Mode::code).collect(Collectors.joining(", ")));
    }
}
