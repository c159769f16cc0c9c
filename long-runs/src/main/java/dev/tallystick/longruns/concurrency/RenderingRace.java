package dev.tallystick.longruns.concurrency;

import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.Secret;
import dev.tallystick.token.Tokens;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@JCStressTest
@Description("Two browsers' tokens are rendered at once with a key that nobody has used yet.")
@Outcome(id = "VALID WRONG, VALID WRONG", expect = Expect.ACCEPTABLE, desc = "each holds for its own browser alone")
@Outcome(expect = Expect.FORBIDDEN, desc = "a false refusal, or a token that holds for another browser")
@State
public class RenderingRace {

    private final Key key = Rig.key("fresh", 3);
    private final KeyRing ring = KeyRing.of(List.of(key));
    private final Tokens tokens = Rig.tokens(() -> ring);
    private String one = "";
    private String other = "";

    @Actor
    public void rendersForOne() {
        one = tokens.issue(Rig.SECRET, "session", null);
    }

    @Actor
    public void rendersForTheOther() {
        other = tokens.issue(Rig.OTHER_SECRET, "session", null);
    }

    @Arbiter
    public void verifies(LL_Result result) {
        result.r1 = verdicts(one, Rig.SECRET, Rig.OTHER_SECRET);
        result.r2 = verdicts(other, Rig.OTHER_SECRET, Rig.SECRET);
    }

    private String verdicts(String text, Secret own, Secret foreign) {
        Tokens.Parsed token = Rig.parsed(text);
        return Rig.verdict(tokens, token, own) + " " + Rig.verdict(tokens, token, foreign);
    }
}
