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
@Description(
        "The new key is added and then signs, while a request verifies an older token, renders one and verifies it.")
@Outcome(id = "VALID, VALID", expect = Expect.ACCEPTABLE, desc = "nobody is refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "a false refusal")
@State
public class KeyRotationRace {

    private volatile KeyRing ring = Rig.OLD;
    private final Tokens tokens = Rig.tokens(() -> ring);

    @Actor
    public void rotates() {
        ring = Rig.OLD_SIGNS;
        ring = Rig.NEW_SIGNS;
    }

    @Actor
    public void verifiesAnOlderTokenAndOneOfItsOwn(LL_Result result) {
        result.r1 = Rig.verdict(tokens, Rig.OLD_TOKEN, Rig.SECRET);
        // What the new key signed, a ring with the new key verifies: the rings that follow all have it.
        Tokens.Parsed token = Rig.parsed(tokens.issue(Rig.SECRET, "session", null));
        result.r2 = Rig.verdict(tokens, token, Rig.SECRET);
    }
}
