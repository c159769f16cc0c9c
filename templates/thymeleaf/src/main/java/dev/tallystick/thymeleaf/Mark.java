package dev.tallystick.thymeleaf;

import org.jspecify.annotations.Nullable;

/** What the processors tell {@link FormFieldHandler} about a form, by an attribute that it takes off again. */
enum Mark {
    /** A field with a token that holds for every action. */
    FIELD(""),
    /** A field with a token for this form alone. */
    ACTION("action"),
    /** Leave the form as it is. */
    NONE("none");

    static final String ATTRIBUTE = "data-tallystick-csrf";

    private final String value;

    Mark(String value) {
        this.value = value;
    }

    /** As {@code th:csrf} is written and the attribute is set. */
    String value() {
        return value;
    }

    /** The mark written so; null if it is none. */
    static @Nullable Mark of(@Nullable String value) {
        for (Mark mark : values()) {
            if (mark.value.equals(value == null ? "" : value)) {
                return mark;
            }
        }
        return null;
    }
}
