package dev.tallystick.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tallystick.tck.KitCase.Body;
import dev.tallystick.tck.KitCase.Keep;
import dev.tallystick.tck.KitCase.Kind;
import dev.tallystick.tck.KitCase.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes cases of one element of a file's {@code cases}: one, or one for each row. */
final class CaseReader {

    private static final Set<String> OF_ROWS_THEMSELVES = Set.of("kind", "why", "needs");
    private static final List<String> ACTIONS = List.of("request", "handshake", "login", "token");

    private final String group;
    private final ObjectNode written;

    CaseReader(String group, JsonNode written) {
        this.group = group;
        this.written = (ObjectNode) written;
    }

    List<KitCase> read() {
        JsonNode rows = written.get("rows");
        if (rows == null) {
            return List.of(read(written));
        }
        if (!rows.isArray() || rows.isEmpty()) {
            throw new KitFormatException("\"rows\" is no list with something in it");
        }
        List<KitCase> cases = new ArrayList<>();
        for (JsonNode row : rows) {
            if (!(row instanceof ObjectNode values)) {
                throw new KitFormatException("a row is no object: " + row);
            }
            try {
                cases.add(read(withRow(values)));
            } catch (KitFormatException e) {
                throw new KitFormatException("row " + row + ": " + e.getMessage(), e);
            }
        }
        return cases;
    }

    /** The case as if it were written for this row alone. */
    private ObjectNode withRow(ObjectNode row) {
        ObjectNode single = JsonNodeFactory.instance.objectNode();
        Set<String> used = new HashSet<>();
        written.properties().forEach(member -> {
            if (!member.getKey().equals("rows")) {
                single.set(member.getKey(), replaced(member.getValue(), row, used));
            }
        });
        boolean nameSaysIt = !single.get("name").equals(written.get("name"));
        StringBuilder label = new StringBuilder();
        row.properties().forEach(member -> {
            if (OF_ROWS_THEMSELVES.contains(member.getKey())) {
                single.set(member.getKey(), member.getValue());
            } else if (!used.contains(member.getKey())) {
                throw new KitFormatException("nothing uses {" + member.getKey() + "}");
            } else {
                JsonNode value = member.getValue();
                label.append(label.isEmpty() ? "" : ", ")
                        .append(value.isTextual() ? value.textValue() : value.toString());
            }
        });
        if (!nameSaysIt) {
            single.put("name", single.get("name").asText() + " [" + shortened(label.toString()) + "]");
        }
        return single;
    }

    private static String shortened(String label) {
        return label.length() <= 160 ? label : label.substring(0, 150) + "…#" + Integer.toHexString(label.hashCode());
    }

    private static JsonNode replaced(JsonNode node, ObjectNode row, Set<String> used) {
        if (node.isTextual()) {
            String text = node.textValue();
            // A value that is no text, where it stands for the whole.
            if (text.length() > 2 && text.startsWith("{") && text.endsWith("}")) {
                JsonNode value = row.get(text.substring(1, text.length() - 1));
                if (value != null && !value.isTextual()) {
                    used.add(text.substring(1, text.length() - 1));
                    return value;
                }
            }
            return JsonNodeFactory.instance.textNode(replaced(text, row, used));
        }
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> list.add(replaced(element, row, used)));
            return list;
        }
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(member ->
                            object.set(replaced(member.getKey(), row, used), replaced(member.getValue(), row, used)));
            return object;
        }
        return node;
    }

    private static String replaced(String text, ObjectNode row, Set<String> used) {
        return Values.replace(text, name -> {
            JsonNode value = row.get(name);
            if (value == null || OF_ROWS_THEMSELVES.contains(name)) {
                return "{" + name + "}";
            }
            if (!value.isValueNode() || value.isNull()) {
                throw new KitFormatException("{" + name + "} is no text, and stands within one: " + text);
            }
            used.add(name);
            return value.asText();
        });
    }

    private KitCase read(ObjectNode node) {
        Members members = Members.of("the case", node);
        String rule = members.text("rule");
        String name = members.text("name");
        Kind kind = kind(members.text("kind"));
        String why = members.optionalText("why");
        members.optionalText("source");
        Set<Capability> needs = EnumSet.noneOf(Capability.class);
        for (String code : members.texts("needs")) {
            needs.add(Capability.of(code)
                    .orElseThrow(() -> new KitFormatException("there is no capability \"" + code + "\"")));
        }
        Map<String, ObjectNode> jwts = new LinkedHashMap<>();
        members.map("jwts").forEach((jwt, written) -> {
            Jwts.check(jwt, written);
            jwts.put(jwt, (ObjectNode) written);
        });
        Map<String, @Nullable String> configuration = changes(members);
        boolean refusedAtStart = members.flag("refused-at-start", false);
        List<Step> steps = steps(members.list("steps"), jwts.keySet());
        members.end();
        if (refusedAtStart != steps.isEmpty()) {
            throw new KitFormatException(
                    refusedAtStart ? "an application that isn't started has no steps" : "the case has no \"steps\"");
        }
        return new KitCase(group, rule, name, kind, why, needs, configuration, refusedAtStart, jwts, steps);
    }

    private static Kind kind(String kind) {
        return switch (kind) {
            case "attack" -> Kind.ATTACK;
            case "legitimate" -> Kind.LEGITIMATE;
            default -> throw new KitFormatException("\"kind\" is neither attack nor legitimate: " + kind);
        };
    }

    private static Map<String, @Nullable String> changes(Members members) {
        Map<String, @Nullable String> changes = new LinkedHashMap<>();
        members.map("configuration").forEach((key, value) -> {
            if (key.startsWith("tallystick.")) {
                throw new KitFormatException("\"" + key + "\" stands without \"tallystick.\"");
            }
            if (!value.isValueNode()) {
                throw new KitFormatException("the value of \"" + key + "\" is no text: " + value);
            }
            String text = value.isNull() ? null : value.asText();
            if (text != null) {
                Values.checkConfiguration(text);
            }
            changes.put(key, text);
        });
        return changes;
    }

    private static List<Step> steps(List<JsonNode> written, Set<String> jwts) {
        List<Step> steps = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        boolean expects = false;
        for (JsonNode node : written) {
            try {
                Step step = step(node, text -> Values.check(text, kept::contains, jwts));
                kept.addAll(step.keep().keySet());
                expects |= node.has("expect");
                steps.add(step);
            } catch (KitFormatException e) {
                throw new KitFormatException("step " + (steps.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        if (!steps.isEmpty() && !expects) {
            throw new KitFormatException("no step has an \"expect\"");
        }
        return steps;
    }

    private static Step step(JsonNode node, Consumer<String> check) {
        Members members = Members.of("the step", node);
        List<String> actions = ACTIONS.stream().filter(members::has).toList();
        if (actions.size() != 1) {
            throw new KitFormatException("a step has one of " + ACTIONS + ", and this one has " + actions);
        }
        KitCase.Action action = KitCase.Action.valueOf(actions.get(0).toUpperCase(Locale.ROOT));
        String sent = octets(members.text(actions.get(0)), check);
        String as = members.optionalText("as");
        JsonNode host = members.take("host");
        List<String> headers = new ArrayList<>();
        for (String header : members.texts("headers")) {
            headers.add(octets(header, check));
        }
        Body body = body(members, check);
        boolean chunked = members.flag("chunked", false);
        if (chunked && body == null) {
            throw new KitFormatException("\"chunked\" without a body");
        }
        Map<String, Keep> keep = keep(members, action);
        boolean composed = action == KitCase.Action.LOGIN || action == KitCase.Action.TOKEN;
        if (composed && body != null) {
            throw new KitFormatException("what is sent to log in, or for a token, isn't said by the case");
        }
        String[] line = composed ? new String[] {"GET", sent, "HTTP/1.1"} : line(sent);
        Step step = new Step(
                as == null ? "browser" : as,
                changes(members),
                action,
                line[0],
                line[1],
                line[2],
                host == null ? Step.OWN : host.isNull() ? null : octets(Members.text("\"host\"", host), check),
                headers,
                members.flag("cookies", true),
                body,
                chunked,
                ExpectationReader.read(members.take("expect"), check),
                keep);
        members.end();
        return step;
    }

    /** Method, target and version. */
    private static String[] line(String sent) {
        int space = sent.indexOf(' ');
        if (space < 0) {
            throw new KitFormatException("\"" + sent + "\" is no method with a target");
        }
        String rest = sent.substring(space + 1);
        String version = "HTTP/1.1";
        for (String known : List.of("HTTP/1.0", "HTTP/1.1")) {
            if (rest.endsWith(" " + known)) {
                version = known;
                rest = rest.substring(0, rest.length() - known.length() - 1);
            }
        }
        return new String[] {sent.substring(0, space), rest, version};
    }

    private static @Nullable Body body(Members members, Consumer<String> check) {
        List<Body> bodies = new ArrayList<>();
        JsonNode form = members.take("form");
        if (form != null) {
            bodies.add(new Body.Form(fields(form, check)));
        }
        List<JsonNode> multipart = members.list("multipart");
        if (!multipart.isEmpty()) {
            bodies.add(new Body.Multipart(
                    multipart.stream().map(part -> part(part, check)).toList()));
        }
        String type = members.optionalText("type");
        String content = members.optionalText("body");
        if (content != null) {
            bodies.add(new Body.Raw(type == null ? null : octets(type, check), octets(content, check)));
        } else if (type != null) {
            throw new KitFormatException("\"type\" without a \"body\"");
        }
        if (bodies.size() > 1) {
            throw new KitFormatException("more than one body");
        }
        return bodies.isEmpty() ? null : bodies.get(0);
    }

    private static List<Map.Entry<String, String>> fields(JsonNode form, Consumer<String> check) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        if (form.isObject()) {
            form.properties()
                    .forEach(field -> fields.add(
                            Map.entry(field.getKey(), Members.text("the field " + field.getKey(), field.getValue()))));
        } else if (form.isArray()) {
            for (JsonNode pair : form) {
                if (pair.size() != 2) {
                    throw new KitFormatException("no pair of name and value: " + pair);
                }
                List<String> texts = Members.texts("a field", pair);
                fields.add(Map.entry(texts.get(0), texts.get(1)));
            }
        } else {
            throw new KitFormatException("\"form\" is neither an object nor a list of pairs");
        }
        fields.forEach(field -> {
            check.accept(field.getKey());
            check.accept(field.getValue());
        });
        return fields;
    }

    private static Body.Part part(JsonNode node, Consumer<String> check) {
        Members members = Members.of("a part", node);
        String filename = members.optionalText("filename");
        String type = members.optionalText("type");
        Body.Part part = new Body.Part(
                octets(members.text("name"), check),
                filename == null ? null : octets(filename, check),
                type == null ? null : octets(type, check),
                octets(members.text("value"), check));
        members.end();
        return part;
    }

    private static Map<String, Keep> keep(Members members, KitCase.Action action) {
        Map<String, Keep> keep = new LinkedHashMap<>();
        String as = members.optionalText("keep-as");
        if (action == KitCase.Action.TOKEN) {
            keep.put(as == null ? "token" : as, new Keep(Keep.Source.JSON, "token"));
        } else if (as != null) {
            throw new KitFormatException("\"keep-as\" belongs to a \"token\"");
        }
        members.map("keep").forEach((name, written) -> {
            String text = Members.text("\"keep\"", written);
            int space = text.indexOf(' ');
            try {
                keep.put(
                        name,
                        new Keep(
                                Keep.Source.valueOf(
                                        text.substring(0, Math.max(space, 0)).toUpperCase(Locale.ROOT)),
                                text.substring(space + 1)));
            } catch (IllegalArgumentException e) {
                throw new KitFormatException("\"" + text + "\" is none of json, input, cookie, header with a name", e);
            }
        });
        return keep;
    }

    /** Text that is sent as it stands: each character is one octet. */
    private static String octets(String text, Consumer<String> check) {
        if (text.chars().anyMatch(c -> c > 0xff)) {
            throw new KitFormatException("\"" + text + "\" holds a character that is more than one octet");
        }
        check.accept(text);
        return text;
    }
}
