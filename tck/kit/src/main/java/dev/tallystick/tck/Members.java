package dev.tallystick.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, each to be taken once: what is left over has no meaning, and fails. */
final class Members {

    private final String what;
    private final ObjectNode object;
    private final Set<String> left = new TreeSet<>();

    private Members(String what, ObjectNode object) {
        this.what = what;
        this.object = object;
        object.fieldNames().forEachRemaining(left::add);
    }

    static Members of(String what, JsonNode node) {
        if (node instanceof ObjectNode object) {
            return new Members(what, object);
        }
        throw new KitFormatException(what + " is no object");
    }

    /** Whether it is there, null or not; it isn't taken. */
    boolean has(String name) {
        return object.has(name);
    }

    /** Null if it isn't there. */
    @Nullable
    JsonNode take(String name) {
        left.remove(name);
        return object.get(name);
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new KitFormatException(what + " has no \"" + name + "\"");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        JsonNode node = take(name);
        return node == null ? null : text("\"" + name + "\"", node);
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode node = take(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw new KitFormatException("\"" + name + "\" is neither true nor false");
        }
        return node.booleanValue();
    }

    /** The members of a member, in their order; empty if it isn't there. */
    Map<String, JsonNode> map(String name) {
        JsonNode node = take(name);
        Map<String, JsonNode> members = new LinkedHashMap<>();
        if (node != null) {
            if (!node.isObject()) {
                throw new KitFormatException("\"" + name + "\" is no object");
            }
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        }
        return members;
    }

    List<JsonNode> list(String name) {
        JsonNode node = take(name);
        return node == null ? List.of() : elements("\"" + name + "\"", node);
    }

    /** A list of texts, or a text that stands for a list of one. */
    List<String> texts(String name) {
        JsonNode node = take(name);
        return node == null ? List.of() : texts("\"" + name + "\"", node);
    }

    static List<String> texts(String what, JsonNode node) {
        return node.isTextual()
                ? List.of(node.textValue())
                : elements(what, node).stream()
                        .map(element -> text(what, element))
                        .toList();
    }

    static String text(String what, JsonNode node) {
        if (!node.isTextual()) {
            throw new KitFormatException(what + " is no text: " + node);
        }
        return node.textValue();
    }

    private static List<JsonNode> elements(String what, JsonNode node) {
        if (!node.isArray()) {
            throw new KitFormatException(what + " is no list");
        }
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        return elements;
    }

    /** To be called when all that has a meaning has been taken. */
    void end() {
        if (!left.isEmpty()) {
            throw new KitFormatException(what + " has members without a meaning: " + left);
        }
    }
}
