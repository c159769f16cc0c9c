package dev.tallystick.longruns.concurrency;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Description("A login renews the session's id, while a form with a token from before is sent.")
@Outcome(id = "before, let in", expect = Expect.ACCEPTABLE, desc = "the login came later")
@Outcome(id = "before, refused", expect = Expect.ACCEPTABLE, desc = "the login came meanwhile")
@Outcome(id = "after, refused", expect = Expect.ACCEPTABLE, desc = "the login had come")
@Outcome(id = "after, let in", expect = Expect.FORBIDDEN, desc = "a stale acceptance")
@State
public class RenewedSessionRace {

    private final SharedSession session = new SharedSession("before");
    private final String token = Rig.render(session);
    private volatile boolean renewed;

    @Actor
    public void renews() {
        session.renew("after");
        renewed = true;
    }

    @Actor
    public void sends(LL_Result result) {
        result.r1 = renewed ? "after" : "before";
        result.r2 = Rig.isLetIn(session, token) ? "let in" : "refused";
    }
}
