package dev.tallystick.longruns.concurrency;

import dev.tallystick.token.Tokens;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Description("One key verifies a genuine token and a stolen one at once.")
@Outcome(id = "VALID, WRONG", expect = Expect.ACCEPTABLE, desc = "each gets its own verdict")
@Outcome(expect = Expect.FORBIDDEN, desc = "one request got what another was due")
@State
public class VerifyingRace {

    private static final Tokens TOKENS = Rig.tokens(() -> Rig.OLD);

    @Actor
    public void verifiesAGenuineToken(LL_Result result) {
        result.r1 = Rig.verdict(TOKENS, Rig.OLD_TOKEN, Rig.SECRET);
    }

    @Actor
    public void verifiesAStolenToken(LL_Result result) {
        result.r2 = Rig.verdict(TOKENS, Rig.OLD_TOKEN, Rig.OTHER_SECRET);
    }
}
