package dev.tallystick.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tallystick.tck.KitCase.Expectation;
import dev.tallystick.tck.KitCase.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what a step expects: a text, or an object with an outcome and more. */
final class ExpectationReader {

    private static final String ALTERNATIVE = " | ";

    private ExpectationReader() {}

    /**
     * @param node null for a step that only has to go well
     */
    static Expectation read(@Nullable JsonNode node, Consumer<String> check) {
        if (node == null || node.isTextual()) {
            JsonNode outcome = node == null ? JsonNodeFactory.instance.textNode("allowed") : node;
            return read(JsonNodeFactory.instance.objectNode().set("outcome", outcome), check);
        }
        Members members = Members.of("\"expect\"", node);
        Map<String, JsonNode> json = members.map("json");
        json.values().forEach(value -> {
            if (value.isTextual()) {
                check.accept(value.textValue());
            }
        });
        Expectation expectation = new Expectation(
                outcomes(members.text("outcome")),
                json,
                lists(members, "header", check),
                members.texts("no-header"),
                checked(members.texts("contains"), check),
                checked(members.texts("lacks"), check),
                members.texts("sets-cookie"),
                members.texts("sets-no-cookie"),
                lists(members, "cookie-attributes", check));
        members.end();
        return expectation;
    }

    private static Map<String, List<String>> lists(Members members, String name, Consumer<String> check) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        members.map(name)
                .forEach((key, value) -> lists.put(key, checked(Members.texts("\"" + name + "\"", value), check)));
        return lists;
    }

    private static List<String> checked(List<String> texts, Consumer<String> check) {
        texts.forEach(check);
        return texts;
    }

    private static List<Outcome> outcomes(String text) {
        List<Outcome> outcomes = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(ALTERNATIVE); end >= 0; end = text.indexOf(ALTERNATIVE, start)) {
            outcomes.add(outcome(text.substring(start, end)));
            start = end + ALTERNATIVE.length();
        }
        outcomes.add(outcome(text.substring(start)));
        return outcomes;
    }

    private static Outcome outcome(String text) {
        if (text.equals("allowed")) {
            return new Outcome.Allowed();
        }
        if (text.equals("refused")) {
            return new Outcome.Refused();
        }
        if (text.startsWith("denied ")) {
            String reason = text.substring("denied ".length());
            Integer status = Reasons.status(reason);
            if (status != null) {
                return new Outcome.Denied(reason, status);
            }
            throw new KitFormatException("there is no reason \"" + reason + "\"");
        }
        if (text.startsWith("status ")) {
            String status = text.substring("status ".length());
            if (status.length() == 3 && status.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return new Outcome.Status(Integer.parseInt(status));
            }
        }
        throw new KitFormatException("\"" + text
                + "\" is no outcome: allowed, denied REASON, refused, status N, or several with \" | \" between");
    }
}
