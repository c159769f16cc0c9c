package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Patterns of paths, many together, match what each of them alone says that it matches. */
class PathPatternsTest {

    private static final String[] SEGMENTS = {"a", "b", "ab", "", "*", "**"};

    @Test
    void manyTogetherMatchWhatOneOfThemMatchesAlone() {
        Random random = new Random(20261124);
        int matched = 0;
        for (int round = 0; round < 4_000; round++) {
            Set<String> patterns = new LinkedHashSet<>();
            int wanted = 1 + random.nextInt(6);
            while (patterns.size() < wanted) {
                String pattern = pattern(random);
                if (pattern != null) {
                    patterns.add(pattern);
                }
            }
            PathPatterns together = PathPatterns.of(patterns);
            for (int i = 0; i < 30; i++) {
                String path = path(random);
                boolean expected = patterns.stream().anyMatch(pattern -> matches(segments(pattern), segments(path)));
                matched += expected ? 1 : 0;
                assertThat(together.matches(path))
                        .as("%s on %s", patterns, path)
                        .isEqualTo(expected);
            }
        }
        assertThat(matched).as("paths that match at all").isBetween(10_000, 110_000);
    }

    /** What a pattern means, said as shortly as it can be. */
    private static boolean matches(List<String> pattern, List<String> path) {
        if (pattern.isEmpty()) {
            return path.isEmpty();
        }
        String first = pattern.get(0);
        List<String> rest = pattern.subList(1, pattern.size());
        if (first.equals("**")) {
            return matches(rest, path) || !path.isEmpty() && matches(pattern, path.subList(1, path.size()));
        }
        return !path.isEmpty()
                && (first.equals("*") ? !path.get(0).isEmpty() : first.equals(path.get(0)))
                && matches(rest, path.subList(1, path.size()));
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    /** Null for one that isn't allowed: an empty segment within, or more than two {@code **}. */
    private static @Nullable String pattern(Random random) {
        String pattern = text(random, SEGMENTS.length);
        boolean allowed = !pattern.contains("//") && pattern.split("\\*\\*", -1).length <= 3;
        return allowed ? pattern : null;
    }

    private static String path(Random random) {
        String path;
        do {
            path = text(random, 4);
        } while (path.contains("//"));
        return path;
    }

    private static String text(Random random, int kinds) {
        List<String> segments = new ArrayList<>();
        int length = 1 + random.nextInt(5);
        for (int i = 0; i < length; i++) {
            segments.add(SEGMENTS[random.nextInt(kinds)]);
        }
        return "/" + String.join("/", segments);
    }
}
