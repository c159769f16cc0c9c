package dev.tallystick;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Path patterns: whole segments, {@code *} for one segment and {@code **} for any number, none included. Immutable.
 *
 * <p>Only a path that matches directly counts, never one that a router would redirect to a match.
 */
final class PathPatterns {

    static final PathPatterns NONE = new PathPatterns(Set.of(), Map.of(), List.of());

    private final Set<String> exact;
    private final PathTable<Boolean> below;
    private final List<List<String>> others;
    private final boolean empty;

    private PathPatterns(Set<String> exact, Map<String, Boolean> below, List<List<String>> others) {
        this.exact = exact;
        this.below = new PathTable<>(below);
        this.others = others;
        this.empty = exact.isEmpty() && below.isEmpty() && others.isEmpty();
    }

    /**
     * @throws IllegalArgumentException if a pattern can't match or means something else than it looks like; the message
     *     says what to write instead
     */
    static PathPatterns of(Collection<String> patterns) {
        Set<String> exact = new HashSet<>();
        Map<String, Boolean> below = new HashMap<>();
        List<List<String>> others = new ArrayList<>();
        for (String pattern : patterns) {
            List<String> segments = segments(checked(pattern));
            boolean wild = segments.contains("*");
            int deep = segments.indexOf("**");
            if (!wild && deep < 0) {
                exact.add(pattern);
            } else if (!wild && deep == segments.size() - 1) {
                below.put(pattern.substring(0, pattern.length() - "/**".length()), true);
            } else {
                others.add(segments);
            }
        }
        return new PathPatterns(exact, below, List.copyOf(others));
    }

    boolean isEmpty() {
        return empty;
    }

    /** Whether a path, percent-decoded once, matches. */
    boolean matches(String path) {
        if (exact.contains(path) || below.longest(path) != null) {
            return true;
        }
        if (others.isEmpty()) {
            return false;
        }
        List<String> segments = segments(path);
        for (List<String> pattern : others) {
            if (matches(pattern, 0, segments, 0)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<String> pattern, int p, List<String> path, int s) {
        if (p == pattern.size()) {
            return s == path.size();
        }
        String expected = pattern.get(p);
        if (expected.equals("**")) {
            for (int skip = s; skip <= path.size(); skip++) {
                if (matches(pattern, p + 1, path, skip)) {
                    return true;
                }
            }
            return false;
        }
        if (s == path.size()) {
            return false;
        }
        String segment = path.get(s);
        boolean fits = expected.equals("*") ? !segment.isEmpty() : expected.equals(segment);
        return fits && matches(pattern, p + 1, path, s + 1);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int start = 1;
        int slash;
        while ((slash = path.indexOf('/', start)) >= 0) {
            segments.add(path.substring(start, slash));
            start = slash + 1;
        }
        segments.add(path.substring(start));
        return segments;
    }

    private static String checked(String pattern) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException(
                    "path pattern '" + pattern + "' must begin with /, for instance /web/hooks/**");
        }
        List<String> segments = segments(pattern);
        int deep = 0;
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            deep += segment.equals("**") ? 1 : 0;
            if (segment.indexOf('*') >= 0 && !segment.equals("*") && !segment.equals("**")) {
                throw new IllegalArgumentException("path pattern '" + pattern
                        + "': * and ** stand for whole segments, for instance /web/*/hook or /web/hooks/**");
            }
            boolean emptyInside = segment.isEmpty() && i < segments.size() - 1;
            if (emptyInside || segment.equals(".") || segment.equals("..") || hasUnmatchable(segment)) {
                throw new IllegalArgumentException("path pattern '" + pattern
                        + "' can't match: paths are compared decoded, without query, dot segments or empty segments");
            }
        }
        // Each ** multiplies the work that a long path can cause.
        if (deep > 2) {
            throw new IllegalArgumentException(
                    "path pattern '" + pattern + "' holds ** more than twice: write several");
        }
        return pattern;
    }

    private static boolean hasUnmatchable(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '?' || c == '#' || c == '%' || c == '\\' || c == ';' || Character.isISOControl(c)) {
                return true;
            }
        }
        return false;
    }
}
