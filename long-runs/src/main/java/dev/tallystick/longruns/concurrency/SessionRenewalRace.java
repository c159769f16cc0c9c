package dev.tallystick.longruns.concurrency;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Description("A login renews the session's id, while a page of the same session renders a token.")
@Outcome(id = "before, refused", expect = Expect.ACCEPTABLE, desc = "rendered before the login: of another session")
@Outcome(id = "after, let in", expect = Expect.ACCEPTABLE, desc = "rendered after it")
@Outcome(id = "before, let in", expect = Expect.FORBIDDEN, desc = "a stale acceptance")
@Outcome(id = "after, refused", expect = Expect.FORBIDDEN, desc = "a false refusal")
@State
public class SessionRenewalRace {

    private final SharedSession session = new SharedSession("before");
    private String token = "";
    private String renderedIn = "";

    @Actor
    public void renews() {
        session.renew("after");
    }

    @Actor
    public void renders() {
        SessionOfRequest own = new SessionOfRequest(session);
        token = Rig.render(own);
        renderedIn = own.seen();
    }

    @Arbiter
    public void verifies(LL_Result result) {
        result.r1 = renderedIn;
        result.r2 = Rig.isLetIn(session, token) ? "let in" : "refused";
    }
}
