package dev.tallystick.browsers;

import dev.tallystick.bank.SameSite;
import dev.tallystick.browsers.arena.Door;
import dev.tallystick.browsers.engine.Engine;
import dev.tallystick.browsers.matrix.Outcome;
import dev.tallystick.browsers.matrix.Setup;
import dev.tallystick.browsers.matrix.Table;
import dev.tallystick.browsers.matrix.Vector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All attacks, played once for each engine and scheme, however many tests ask. */
final class Attacks {

    private static final Map<String, FutureTask<Attacks>> PLAYED = new ConcurrentHashMap<>();

    private final Setup setup;
    private final List<Outcome> outcomes;

    private Attacks(Setup setup, List<Outcome> outcomes) {
        this.setup = setup;
        this.outcomes = outcomes;
    }

    /** Every vector with {@code SameSite=None} on https, where every browser keeps such a cookie. */
    static Attacks onHttps(Engine engine) {
        return once(engine.id() + " https", () -> play(engine, true, vector -> true));
    }

    /** On plain http, which is how the demonstration starts. */
    static Attacks onHttp(Engine engine) {
        return once(
                engine.id() + " http",
                () -> play(
                        engine,
                        false,
                        vector -> !vector.takesTheWindow() || vector.id().endsWith("-urlencoded")));
    }

    private static Attacks once(String what, Callable<Attacks> play) {
        FutureTask<Attacks> task = PLAYED.computeIfAbsent(what, any -> new FutureTask<>(play));
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " could not be played: " + e.getCause(), e);
        }
    }

    private static Attacks play(Engine engine, boolean https, Predicate<Vector> which) throws IOException {
        Setup setup = new Setup(engine, Engines.attackers(engine), https, SameSite.NONE);
        return new Attacks(
                setup, setup.play(Vector.all().stream().filter(which).toList(), Attacks::doors, System.out::println));
    }

    /** An attack that takes the window along needs a page for each door; the modes beside strict are tried from one page. */
    private static List<Door> doors(Vector vector) {
        return !vector.takesTheWindow() || vector.isANamedException()
                ? List.of(Door.values())
                : List.of(Door.OPEN, Door.WEB);
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    List<String> violations() {
        return Table.violations(setup, outcomes);
    }

    /** The names of the vectors that moved money on a door. */
    List<String> thatMoved(Door door) {
        return outcomes.stream()
                .filter(outcome -> outcome.door() == door && outcome.moved())
                .map(outcome -> outcome.vector().id())
                .toList();
    }

    /** What came of vectors whose names begin so, on a door. */
    Map<String, Outcome> on(Door door, String prefix) {
        return outcomes.stream()
                .filter(outcome ->
                        outcome.door() == door && outcome.vector().id().startsWith(prefix))
                .collect(Collectors.toMap(outcome -> outcome.vector().id(), outcome -> outcome));
    }
}
