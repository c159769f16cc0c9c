package dev.tallystick.longruns.concurrency;

import dev.tallystick.token.KeyRing;
import dev.tallystick.token.Tokens;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Description("The old key is taken out, while a request verifies a token that it signed.")
@Outcome(id = "before, VALID", expect = Expect.ACCEPTABLE, desc = "the key was still there")
@Outcome(id = "before, UNKNOWN_KEY", expect = Expect.ACCEPTABLE, desc = "the key went meanwhile")
@Outcome(id = "after, UNKNOWN_KEY", expect = Expect.ACCEPTABLE, desc = "the key had gone")
@Outcome(id = "after, VALID", expect = Expect.FORBIDDEN, desc = "a stale acceptance")
@Outcome(expect = Expect.FORBIDDEN, desc = "a reason that is not the right one")
@State
public class RetiredKeyRace {

    private volatile KeyRing ring = Rig.NEW_SIGNS;
    private volatile boolean retired;
    private final Tokens tokens = Rig.tokens(() -> ring);

    @Actor
    public void retires() {
        ring = Rig.NEW;
        retired = true;
    }

    @Actor
    public void verifies(LL_Result result) {
        result.r1 = retired ? "after" : "before";
        result.r2 = Rig.verdict(tokens, Rig.OLD_TOKEN, Rig.SECRET);
    }
}
