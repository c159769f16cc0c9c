package dev.tallystick.browsers.matrix;

import dev.tallystick.bank.SameSite;
import dev.tallystick.browsers.arena.Door;
import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What a run of attacks is played with: the engine, what it is told of cookies, and what the bank's session cookie says. */
public record Setup(Engine engine, Cookies cookies, boolean https, SameSite sameSite) {

    private static final int MOST_RESTARTS = 5;

    /** How a failed play is met: with a new browser, so many times in one run. */
    public List<Outcome> play(List<Vector> vectors, DoorChoice doors, Consumer<String> said) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        int restarts = 0;
        int next = 0;
        while (next < vectors.size()) {
            try (Player player = Player.begin(engine, cookies, https, sameSite)) {
                try {
                    for (; next < vectors.size(); next++) {
                        player.play(vectors.get(next), doors.of(vectors.get(next)));
                    }
                } catch (IOException e) {
                    if (++restarts > MOST_RESTARTS) {
                        throw e;
                    }
                    said.accept(this + ": " + vectors.get(next).id() + " once more, " + e.getMessage());
                }
                Vector failed = next < vectors.size() ? vectors.get(next) : null;
                player.outcomes().stream()
                        .filter(outcome ->
                                failed == null || !outcome.vector().id().equals(failed.id()))
                        .forEach(outcomes::add);
            }
        }
        return outcomes;
    }

    /** Which doors a vector is played on. */
    @FunctionalInterface
    public interface DoorChoice {
        List<Door> of(Vector vector);
    }

    @Override
    public String toString() {
        return engine.id() + ' ' + (https ? "https" : "http") + ' ' + cookies.text() + " SameSite="
                + sameSite.name().toLowerCase(Locale.ROOT);
    }
}
