package dev.tallystick;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Path patterns: whole segments, {@code *} for one segment and {@code **} for any number, none included. Immutable; a tree of
 * segments, so that looking a path up costs the same however many patterns there are, and allocates nothing.
 *
 * <p>Only a path that matches directly counts, never one that a router would redirect to a match.
 */
final class PathPatterns {

    static final PathPatterns NONE = of(List.of());

    /** What may follow a segment. */
    private record Node(
            TextTable<Node> named,
            @Nullable Node any,
            @Nullable Node deep,
            boolean ends) {}

    /** A node that is still growing. */
    private static final class Sapling {

        private final Map<String, Sapling> next = new HashMap<>();
        private boolean ends;

        Node grown() {
            Map<String, Node> named = new HashMap<>();
            next.forEach((segment, sapling) -> named.put(segment, sapling.grown()));
            Node any = named.remove("*");
            Node deep = named.remove("**");
            return new Node(new TextTable<>(named), any, deep, ends);
        }
    }

    private final Node root;
    private final boolean empty;

    private PathPatterns(Node root, boolean empty) {
        this.root = root;
        this.empty = empty;
    }

    /**
     * @throws IllegalArgumentException if a pattern can't match or means something else than it looks like; the message
     *     says what to write instead
     */
    static PathPatterns of(Collection<String> patterns) {
        Sapling root = new Sapling();
        for (String pattern : patterns) {
            Sapling at = root;
            for (String segment : segments(checked(pattern))) {
                at = at.next.computeIfAbsent(segment, s -> new Sapling());
            }
            at.ends = true;
        }
        return new PathPatterns(root.grown(), patterns.isEmpty());
    }

    boolean isEmpty() {
        return empty;
    }

    /** Whether a path, percent-decoded once, matches. */
    boolean matches(String path) {
        return matches(root, path, 1);
    }

    /**
     * @param start where the next segment begins; behind the path's length if there is none
     */
    private static boolean matches(Node node, String path, int start) {
        Node deep = node.deep;
        if (deep != null) {
            if (deep.ends) {
                return true;
            }
            int from = start;
            while (from <= path.length()) {
                if (matches(deep, path, from)) {
                    return true;
                }
                from = endOfSegment(path, from) + 1;
            }
            if (matches(deep, path, from)) {
                return true;
            }
        }
        if (start > path.length()) {
            return node.ends;
        }
        int end = endOfSegment(path, start);
        Node named = node.named.find(path, start, end);
        return named != null && matches(named, path, end + 1)
                || node.any != null && end > start && matches(node.any, path, end + 1);
    }

    private static int endOfSegment(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
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
