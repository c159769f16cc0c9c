package dev.tallystick.browsers.matrix;

import dev.tallystick.browsers.arena.Door;
import dev.tallystick.browsers.arena.Seen;
import java.util.List;

/**
 * What came of one attack on one door.
 *
 * @param requests that reached the door, in the order of their answers
 * @param moved whether money was moved; of the login attack, whether the victim is mallory now
 * @param throughWorker whether a service worker of the bank's passed one of the requests on
 */
public record Outcome(Vector vector, Door door, List<Seen> requests, boolean moved, boolean throughWorker) {

    public Outcome {
        requests = List.copyOf(requests);
    }

    /** Whether the victim's login came with one of them. */
    public boolean hasLogin() {
        return requests.stream().anyMatch(Seen::hasLogin);
    }

    @Override
    public String toString() {
        return vector.id() + " on " + door.path() + ": " + (moved ? "MOVED " : "") + requests;
    }
}
