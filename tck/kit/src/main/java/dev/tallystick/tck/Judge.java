package dev.tallystick.tck;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tallystick.tck.KitCase.Expectation;
import dev.tallystick.tck.KitCase.Outcome;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares an answer with what was expected. */
final class Judge {

    private final WireRequest request;
    private final WireReply reply;
    private final boolean handshake;
    private final UnaryOperator<String> value;

    Judge(WireRequest request, WireReply reply, boolean handshake, UnaryOperator<String> value) {
        this.request = request;
        this.reply = reply;
        this.handshake = handshake;
        this.value = value;
    }

    /** What is wrong; null if nothing is. */
    @Nullable
    String judge(Expectation expected) {
        if (expected.outcomes().stream().noneMatch(this::is)) {
            return "expected "
                    + expected.outcomes().stream().map(this::words).collect(Collectors.joining(" or "))
                    + ", and it was "
                    + was();
        }
        List<String> wrong = new ArrayList<>();
        if (!expected.json().isEmpty()) {
            judgeJson(expected.json(), wrong);
        }
        expected.header()
                .forEach((name, texts) -> texts.forEach(text -> {
                    if (reply.headers(name).stream().noneMatch(line -> line.contains(value.apply(text)))) {
                        wrong.add("no line " + name + " contains '" + value.apply(text) + "'");
                    }
                }));
        for (String name : expected.noHeader()) {
            if (!reply.headers(name).isEmpty()) {
                wrong.add("there is a line " + name);
            }
        }
        for (String text : expected.contains()) {
            if (!reply.body().contains(value.apply(text))) {
                wrong.add("the body lacks '" + value.apply(text) + "'");
            }
        }
        for (String text : expected.lacks()) {
            if (reply.body().contains(value.apply(text))) {
                wrong.add("the body contains '" + value.apply(text) + "'");
            }
        }
        judgeCookies(expected, wrong);
        return wrong.isEmpty() ? null : String.join("; ", wrong);
    }

    private String was() {
        String reason = member(reply, "reason");
        return reply.status() == 0
                ? "a closed connection"
                : "status " + reply.status() + (reason == null ? "" : " for " + reason);
    }

    private boolean is(Outcome outcome) {
        int status = reply.status();
        if (outcome instanceof Outcome.Allowed) {
            return status == (handshake ? 101 : 200);
        }
        if (outcome instanceof Outcome.Refused) {
            return isRefused();
        }
        if (outcome instanceof Outcome.Denied denied) {
            if (isRefused() && (Reasons.isServersOwn(denied.reason()) || request.isMalformed())) {
                return true;
            }
            return status == denied.status() && (request.isHead() || names(denied.reason()));
        }
        return outcome instanceof Outcome.Status expected && status == expected.status();
    }

    private boolean isRefused() {
        return reply.status() == 0 || reply.status() >= 400;
    }

    /** Whether the problem document, or the page in its place, names the reason. */
    private boolean names(String reason) {
        String type = reply.header("Content-Type");
        boolean page = type != null && type.toLowerCase(Locale.ROOT).startsWith("text/html");
        return page ? reply.body().contains(reason) : reason.equals(member(reply, "reason"));
    }

    private String words(Outcome outcome) {
        if (outcome instanceof Outcome.Denied denied) {
            return "denied " + denied.reason() + " (" + denied.status() + ")";
        }
        if (outcome instanceof Outcome.Status status) {
            return "status " + status.status();
        }
        return outcome instanceof Outcome.Allowed ? "allowed (" + (handshake ? 101 : 200) + ")" : "refused";
    }

    private void judgeJson(Map<String, JsonNode> expected, List<String> wrong) {
        JsonNode body = json(reply);
        if (body == null) {
            wrong.add("the body is no JSON");
            return;
        }
        expected.forEach((name, written) -> {
            JsonNode wanted = withValues(written);
            if (!wanted.equals(body.get(name))) {
                wrong.add("\"" + name + "\" is " + body.get(name) + " and not " + wanted);
            }
        });
    }

    private JsonNode withValues(JsonNode written) {
        if (written.isTextual()) {
            return JsonNodeFactory.instance.textNode(value.apply(written.textValue()));
        }
        if (written.isArray()) {
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(written.valueStream().map(this::withValues).toList());
        }
        return written;
    }

    private void judgeCookies(Expectation expected, List<String> wrong) {
        for (String name : expected.setsCookie()) {
            if (cookieLine(name) == null) {
                wrong.add("the cookie " + name + " isn't set");
            }
        }
        for (String name : expected.setsNoCookie()) {
            if (cookieLine(name) != null) {
                wrong.add("the cookie " + name + " is set");
            }
        }
        expected.cookieAttributes().forEach((name, attributes) -> {
            String line = cookieLine(name);
            if (line == null) {
                wrong.add("the cookie " + name + " isn't set");
                return;
            }
            List<String> there = line.lines()
                    .flatMap(text -> List.of(text.split(";")).stream())
                    .skip(1)
                    .map(text -> text.strip().toLowerCase(Locale.ROOT))
                    .toList();
            for (String attribute : attributes) {
                boolean unwanted = attribute.startsWith("!");
                String wanted = (unwanted ? attribute.substring(1) : attribute).toLowerCase(Locale.ROOT);
                boolean found = there.stream().anyMatch(text -> text.equals(wanted) || text.startsWith(wanted + "="));
                if (found == unwanted) {
                    wrong.add("the cookie " + name + (unwanted ? " has " : " lacks ") + attribute.replace("!", ""));
                }
            }
        });
    }

    private @Nullable String cookieLine(String name) {
        return reply.headers("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .findFirst()
                .orElse(null);
    }

    /** A member of the body, as text; null if there is none, or no JSON. */
    static @Nullable String member(WireReply reply, String name) {
        JsonNode body = json(reply);
        JsonNode member = body == null ? null : body.get(name);
        return member == null || member.isNull() ? null : member.asText();
    }

    private static @Nullable JsonNode json(WireReply reply) {
        try {
            JsonNode body = Kit.JSON.readTree(reply.body());
            return body.isObject() ? body : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** The value of the page's first input of this name; null if there is none. */
    static @Nullable String hiddenField(String page, String name) {
        for (int start = page.indexOf("<input "); start >= 0; start = page.indexOf("<input ", start + 1)) {
            int end = page.indexOf('>', start);
            String input = page.substring(start, end < 0 ? page.length() : end);
            if (input.contains(" name=\"" + name + "\"")) {
                int value = input.indexOf(" value=\"");
                int close = value < 0 ? -1 : input.indexOf('"', value + 8);
                return close < 0 ? null : input.substring(value + 8, close);
            }
        }
        return null;
    }
}
