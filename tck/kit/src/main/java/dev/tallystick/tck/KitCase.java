package dev.tallystick.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A case, of several rows one.
 *
 * @param group the name of its group
 * @param name unique within the rule, rows included
 * @param why null if nothing needs to be said
 * @param configuration keys without {@code tallystick.}, values with braces in them; null takes away what is there by default
 * @param refusedAtStart whether the case is that no application starts with this configuration; it has no steps then
 * @param jwts those that its steps name
 */
record KitCase(
        String group,
        String rule,
        String name,
        Kind kind,
        @Nullable String why,
        Set<Capability> needs,
        Map<String, @Nullable String> configuration,
        boolean refusedAtStart,
        Map<String, ObjectNode> jwts,
        List<Step> steps) {

    /** Whether a request of an attacker must be refused, or an honest one must pass. */
    enum Kind {
        ATTACK,
        LEGITIMATE
    }

    /**
     * One request, or a few that belong together.
     *
     * @param as the browser
     * @param changes of the case's configuration for this step; null as a value takes a key away
     * @param target of a request or handshake; of a login or token, the mount
     * @param host null for none; {@link #OWN} for the server's address
     * @param headers lines as they are sent
     * @param cookies whether the browser's are sent
     * @param body null if there is none
     * @param keep what the following steps need, by the name it gets
     */
    record Step(
            String as,
            Map<String, @Nullable String> changes,
            Action action,
            String method,
            String target,
            String version,
            @Nullable String host,
            List<String> headers,
            boolean cookies,
            @Nullable Body body,
            boolean chunked,
            Expectation expect,
            Map<String, Keep> keep) {

        /** The host of the server's address. */
        static final String OWN = "{host}";
    }

    enum Action {
        REQUEST,
        HANDSHAKE,
        LOGIN,
        TOKEN
    }

    /** What a request carries. */
    sealed interface Body {

        /** Fields in their order, names and values in UTF-8. */
        record Form(List<Map.Entry<String, String>> fields) implements Body {}

        record Multipart(List<Part> parts) implements Body {}

        /** Octets; a null type leaves the header out. */
        record Raw(@Nullable String type, String content) implements Body {}

        /** A part; with a file name, a file. */
        record Part(
                String name,
                @Nullable String filename,
                @Nullable String type,
                String value) {}
    }

    /** Where a kept value comes from. */
    record Keep(Source source, String name) {

        enum Source {
            JSON,
            INPUT,
            COOKIE,
            HEADER
        }
    }

    /**
     * What an answer must be.
     *
     * @param outcomes one of them
     * @param json members of the body and their values, texts with braces in them
     * @param header a line of this name contains each of these
     * @param cookieAttributes of a cookie that is set; one with {@code !} before it isn't there
     */
    record Expectation(
            List<Outcome> outcomes,
            Map<String, JsonNode> json,
            Map<String, List<String>> header,
            List<String> noHeader,
            List<String> contains,
            List<String> lacks,
            List<String> setsCookie,
            List<String> setsNoCookie,
            Map<String, List<String>> cookieAttributes) {}

    /** How a request ends. */
    sealed interface Outcome {

        record Allowed() implements Outcome {}

        record Refused() implements Outcome {}

        record Denied(String reason, int status) implements Outcome {}

        record Status(int status) implements Outcome {}
    }
}
