package dev.tallystick.testing;

import dev.tallystick.Answer;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every adapter does around the engine, without a server. */
public final class FakeServer {

    private final Guard guard;
    private final List<String> asked = new ArrayList<>();

    public FakeServer(Guard guard) {
        this.guard = guard;
    }

    public static FakeServer of(Protection protection) {
        return new FakeServer(Guard.builder(protection).build());
    }

    public Guard guard() {
        return guard;
    }

    /** Asks until there is a decision, fetching what is needed in between, and at most once each. */
    public Decision decide(FakeRequest request) {
        asked.clear();
        Outcome outcome = guard.check(request);
        while (outcome instanceof Need need) {
            fetch(request, need);
            outcome = guard.check(request);
        }
        return (Decision) outcome;
    }

    public Decision decide(FakeRequest.Builder request) {
        return decide(request.build());
    }

    private void fetch(FakeRequest request, Need need) {
        String what;
        if (need instanceof Need.Form) {
            what = "form";
            request.readForm();
        } else if (need instanceof Need.Session) {
            what = "session";
            request.lookUpSession();
        } else {
            what = "work";
            ((Need.Work) need).work().run();
        }
        if (asked.contains(what)) {
            throw new AssertionError("asked for the " + what + " again, which is there: " + request);
        }
        asked.add(what);
    }

    /** What the last decision needed, in this order: of {@code session}, {@code form}, {@code work}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Decides, reports and begins a request that must pass; the view's session is there, as adapters promise. */
    public CsrfToken begin(FakeRequest request, FakeResponse response) {
        Decision decision = decide(request);
        guard.report(request, decision);
        if (!decision.passes()) {
            throw new AssertionError(decision + ": " + request);
        }
        request.lookUpSession();
        return Objects.requireNonNull(guard.begin(request, response, decision), () -> "no tokens here: " + request);
    }

    /** The same where no tokens need be; answers what is served in the view's place, null where a view answers. */
    public @Nullable Answer answer(FakeRequest request, FakeResponse response) {
        Decision decision = decide(request);
        if (!decision.passes()) {
            throw new AssertionError(decision + ": " + request);
        }
        request.lookUpSession();
        return guard.answer(request, decision, guard.begin(request, response, decision));
    }

    public CsrfToken begin(FakeRequest.Builder request, FakeResponse response) {
        return begin(request.build(), response);
    }
}
