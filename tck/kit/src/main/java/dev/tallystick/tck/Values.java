package dev.tallystick.tck;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Values in braces. A brace that encloses no name stands for itself. */
final class Values {

    /** Those that every step knows. */
    private static final Set<String> ALWAYS = Set.of("self", "host", "port", "cookies", "jwks", "jwt", "stranger-jwk");

    private Values() {}

    /** Replaces each. */
    static String replace(String text, Function<String, String> value) {
        StringBuilder replaced = new StringBuilder();
        int done = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            int end = endOfName(text, open);
            if (end > 0) {
                replaced.append(text, done, open).append(value.apply(text.substring(open + 1, end)));
                done = end + 1;
            }
        }
        return done == 0 ? text : replaced.append(text, done, text.length()).toString();
    }

    /** The place of the brace that ends the name begun here; -1 if none is begun. */
    private static int endOfName(String text, int open) {
        int at = open + 1;
        if (at >= text.length() || !isLetter(text.charAt(at))) {
            return -1;
        }
        while (at < text.length() && (isLetter(text.charAt(at)) || "0123456789-_".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == ':') {
            while (at < text.length() && "{} \r\n\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }
        return at < text.length() && text.charAt(at) == '}' ? at : -1;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /**
     * Fails on a value that nobody will have.
     *
     * @param known whether a step before keeps a value of this name
     * @param jwts the names of the case's JWTs
     */
    static void check(String text, Predicate<String> known, Set<String> jwts) {
        replace(text, name -> {
            int colon = name.indexOf(':');
            String before = colon < 0 ? name : name.substring(0, colon);
            String after = colon < 0 ? "" : name.substring(colon + 1);
            boolean fine = switch (colon < 0 ? "" : before) {
                case "" -> ALWAYS.contains(name) || known.test(name);
                case "cookie" -> !after.isEmpty();
                case "octets" -> isCount(after);
                case "jwt" -> jwts.contains(after);
                default -> false;
            };
            if (!fine) {
                throw new KitFormatException("{" + name + "} is nothing that is known here");
            }
            return "";
        });
    }

    /** Fails on a value that isn't there yet when an application starts. */
    static void checkConfiguration(String text) {
        replace(text, name -> {
            if (!name.equals("jwks")) {
                throw new KitFormatException("{" + name + "} isn't known yet when an application starts");
            }
            return "";
        });
    }

    private static boolean isCount(String text) {
        return !text.isEmpty() && text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
