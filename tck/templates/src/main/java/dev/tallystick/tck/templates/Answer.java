package dev.tallystick.tck.templates;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/**
 * What the site answered.
 *
 * @param text as sent
 * @param document the same, as a browser reads it
 */
public record Answer(int status, Map<String, List<String>> headers, String text, Document document) {

    /** The lines of a header; empty if there is none. */
    public List<String> header(String name) {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return anyCase.getOrDefault(name, List.of());
    }

    /** Whether the page sets no cookie and may be kept by every cache. */
    public boolean isCacheable() {
        return header("Set-Cookie").isEmpty()
                && header("Vary").isEmpty()
                && header("Cache-Control").isEmpty();
    }

    /** The form with this id. */
    public FormElement form(String id) {
        if (document.getElementById(id) instanceof FormElement form) {
            return form;
        }
        throw new IllegalArgumentException("no form " + id + " in:\n" + text);
    }

    /** The tokens in the hidden fields of the form with this id, in the order they stand there. */
    public List<String> tokens(String id) {
        return form(id).elements().stream()
                .filter(field ->
                        field.attr("name").equals("_csrf") && field.attr("type").equals("hidden"))
                .map(Element::val)
                .toList();
    }

    /** The content of the meta tag with this name; empty if there is none. */
    public String meta(String name) {
        Element tag = document.selectFirst("meta[name=" + name + "]");
        return tag == null ? "" : tag.attr("content");
    }
}
