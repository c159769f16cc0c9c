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
@Description("Two pages of one session render its first tokens at once, the secret being kept in the session.")
@Outcome(id = "let in, let in", expect = Expect.ACCEPTABLE, desc = "both pages' forms work")
@Outcome(expect = Expect.FORBIDDEN, desc = "a false refusal: one page's secret replaced the other's")
@State
public class FirstPagesRace {

    private final SharedSession session = new SharedSession("session");
    private String one = "";
    private String other = "";

    @Actor
    public void rendersOne() {
        one = Rig.render(session);
    }

    @Actor
    public void rendersTheOther() {
        other = Rig.render(session);
    }

    @Arbiter
    public void sendsBoth(LL_Result result) {
        result.r1 = Rig.isLetIn(session, one) ? "let in" : "refused";
        result.r2 = Rig.isLetIn(session, other) ? "let in" : "refused";
    }
}
