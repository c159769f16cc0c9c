package dev.tallystick.http;

import java.util.List;
import java.util.Map;

/**
 * What the request's body holds as a form: its fields, or why there are none. Immutable if the map given is.
 */
public final class FormFields {

    /** How reading went. */
    public enum State {
        /** The fields are here. */
        READ,
        /** The body is no form: no body, JSON, or a content type unknown to the server. */
        NOT_A_FORM,
        /** The body, files not counted, is longer than was allowed. */
        TOO_LARGE,
        /** A multipart body that can't be parsed. */
        MALFORMED,
        /** A multipart body, and the view that is called doesn't take any: the server won't parse it. */
        MULTIPART_NOT_EXPECTED,
        /** The body was left to the view, and it is too late to look into it. */
        UNREAD
    }

    private static final FormFields NOT_A_FORM = new FormFields(State.NOT_A_FORM, Map.of());
    private static final FormFields TOO_LARGE = new FormFields(State.TOO_LARGE, Map.of());
    private static final FormFields MALFORMED = new FormFields(State.MALFORMED, Map.of());
    private static final FormFields MULTIPART_NOT_EXPECTED = new FormFields(State.MULTIPART_NOT_EXPECTED, Map.of());
    private static final FormFields UNREAD = new FormFields(State.UNREAD, Map.of());

    private final State state;
    private final Map<String, List<String>> fields;

    private FormFields(State state, Map<String, List<String>> fields) {
        this.state = state;
        this.fields = fields;
    }

    /** The fields of a body that was read; only those of the body, never of the query. */
    public static FormFields of(Map<String, List<String>> fields) {
        return new FormFields(State.READ, fields);
    }

    /** A body without fields, for the reason given. */
    public static FormFields none(State why) {
        return switch (why) {
            case READ -> of(Map.of());
            case NOT_A_FORM -> NOT_A_FORM;
            case TOO_LARGE -> TOO_LARGE;
            case MALFORMED -> MALFORMED;
            case MULTIPART_NOT_EXPECTED -> MULTIPART_NOT_EXPECTED;
            case UNREAD -> UNREAD;
        };
    }

    public State state() {
        return state;
    }

    /** The values of a field in the order sent; empty if it isn't there. */
    public List<String> values(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** Names the state only: values may be secret. */
    @Override
    public String toString() {
        return "FormFields[" + state + "]";
    }
}
