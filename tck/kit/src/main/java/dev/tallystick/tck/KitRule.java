package dev.tallystick.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A numbered rule.
 *
 * @param id the group's letter and a number: {@code O-04}
 * @param text what stands below the title
 * @param untested why it has no case; null if it must have one
 */
record KitRule(
        String id, String title, String text, @Nullable String untested) {

    private static final String HEADING = "### ";
    private static final String UNTESTED = "Untested:";

    /** The letter that all rules of a group share. */
    String letter() {
        return id.substring(0, id.indexOf('-'));
    }

    /** Adds the rules of a file, in their order. */
    static void read(String file, String markdown, Map<String, KitRule> rules) {
        String heading = null;
        List<String> text = new ArrayList<>();
        for (String line : markdown.lines().toList()) {
            if (line.startsWith("#")) {
                add(file, heading, text, rules);
                heading = line.startsWith(HEADING) ? line.substring(HEADING.length()) : null;
                text.clear();
            } else if (heading != null) {
                text.add(line);
            }
        }
        add(file, heading, text, rules);
    }

    private static void add(String file, @Nullable String heading, List<String> text, Map<String, KitRule> rules) {
        if (heading == null) {
            return;
        }
        int space = heading.indexOf(' ');
        String id = space < 0 ? heading : heading.substring(0, space);
        int hyphen = id.indexOf('-');
        if (space < 0
                || hyphen < 1
                || !id.substring(0, hyphen).chars().allMatch(c -> c >= 'A' && c <= 'Z')
                || hyphen + 1 == id.length()
                || !id.substring(hyphen + 1).chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new KitFormatException(file + ": '### " + heading + "' is no '### O-04 Title'");
        }
        String untested = text.stream()
                .filter(line -> line.startsWith(UNTESTED))
                .map(line -> line.substring(UNTESTED.length()).strip())
                .findFirst()
                .orElse(null);
        KitRule rule = new KitRule(
                id,
                heading.substring(space + 1).strip(),
                String.join("\n", text).strip(),
                untested);
        if (rules.put(id, rule) != null) {
            throw new KitFormatException(file + ": the rule " + id + " stands there twice");
        }
    }
}
