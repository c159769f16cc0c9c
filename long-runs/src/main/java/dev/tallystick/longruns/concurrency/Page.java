package dev.tallystick.longruns.concurrency;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** What was seen of each race, over all ways in which jcstress compiled and placed it. */
record Page(Map<String, Seen> races) {

    /** How often each outcome was seen, and in how many runs that ended badly. */
    static final class Seen {
        private final Map<String, Long> outcomes = new TreeMap<>();
        private int runs;
        private int broken;
    }

    private static final int RACES = 7;

    void add(TestResult result) {
        Seen seen = races.computeIfAbsent(result.getName(), name -> new Seen());
        seen.runs++;
        switch (result.status()) {
            case NORMAL -> {}
            default -> seen.broken++;
        }
        for (String state : result.getStateKeys()) {
            seen.outcomes.merge(state, result.getCount(state), Long::sum);
        }
    }

    /** Whether every race was played, no run broke, and nothing forbidden was seen. */
    boolean isClean() {
        return races.size() == RACES
                && races.entrySet().stream()
                        .allMatch(race -> race.getValue().broken == 0
                                && race.getValue().outcomes.keySet().stream()
                                        .allMatch(outcome -> isAcceptable(race.getKey(), outcome)));
    }

    String summary() {
        long total = races.values().stream()
                .flatMap(seen -> seen.outcomes.values().stream())
                .mapToLong(Long::longValue)
                .sum();
        return String.format(
                Locale.ROOT,
                "concurrency: %d of %d races, %,d times, %s",
                races.size(),
                RACES,
                total,
                isClean()
                        ? "nothing forbidden was seen"
                        : "SOMETHING FORBIDDEN WAS SEEN, a run broke, or a race was not played");
    }

    String text(String options) {
        StringBuilder text = new StringBuilder("# Races\n\nMade by `./concurrency ")
                .append(options)
                .append("` with jcstress on JDK ")
                .append(Runtime.version().feature())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(
                        " processors; not to be edited. Without --quick each race is played in many ways of compiling its actors;"
                                + " the counts are over all of them.\n\n")
                .append(summary())
                .append(".\n");
        races.forEach((name, seen) -> {
            Class<?> race = raceOf(name);
            text.append("\n## ").append(race.getSimpleName()).append("\n\n");
            text.append(race.getAnnotation(Description.class).value());
            text.append("\n\n| outcome | | means | times |\n|---|---|---|---:|\n");
            for (Outcome declared : race.getAnnotationsByType(Outcome.class)) {
                for (String id : declared.id()) {
                    if (!id.isEmpty()) {
                        row(text, id, declared, seen.outcomes.getOrDefault(id, 0L));
                    }
                }
            }
            seen.outcomes.forEach((outcome, count) -> {
                Outcome declared = declared(race, outcome);
                if (declared == null || declared.id().length == 0 || declared.id()[0].isEmpty()) {
                    text.append(String.format(Locale.ROOT, "| %s | FORBIDDEN | | %,d |%n", outcome, count));
                }
            });
            if (seen.broken > 0) {
                text.append("\n")
                        .append(seen.broken)
                        .append(" of ")
                        .append(seen.runs)
                        .append(" runs broke.\n");
            }
        });
        return text.toString();
    }

    private static void row(StringBuilder text, String id, Outcome declared, long count) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %,d |%n",
                id,
                declared.expect().name().toLowerCase(Locale.ROOT),
                declared.desc(),
                count));
    }

    private static boolean isAcceptable(String name, String outcome) {
        Outcome declared = declared(raceOf(name), outcome);
        return declared != null && declared.expect() == Expect.ACCEPTABLE;
    }

    private static @Nullable Outcome declared(Class<?> race, String outcome) {
        for (Outcome declared : race.getAnnotationsByType(Outcome.class)) {
            for (String id : declared.id()) {
                if (id.equals(outcome)) {
                    return declared;
                }
            }
        }
        return null;
    }

    private static Class<?> raceOf(String name) {
        try {
            Class<?> race = Class.forName(name);
            if (!race.isAnnotationPresent(JCStressTest.class)) {
                throw new IllegalStateException(name + " is no race");
            }
            return race;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the results name a race that is not here: " + name, e);
        }
    }
}
