package dev.tallystick;

import dev.tallystick.origin.Evidence;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * What was decided of one request, and why: allowed or denied, the evidence, the rule that settled it, and for a denial the
 * reason. A value, immutable.
 */
public final class Decision implements Outcome {

    private static final int EVIDENCES = Evidence.values().length;
    private static final int REASONS = Reason.values().length;

    // What most requests get is made once: deciding allocates nothing.
    private static final Decision[] ALLOWED = allowed();
    private static final Decision[] DENIED = denied();

    private final boolean allowed;
    private final boolean reportOnly;
    private final Rule rule;
    private final Evidence evidence;
    private final @Nullable Reason reason;
    private final @Nullable String hint;
    private final @Nullable Principal principal;
    private final @Nullable Decision reported;

    private Decision(
            boolean allowed,
            boolean reportOnly,
            Rule rule,
            Evidence evidence,
            @Nullable Reason reason,
            @Nullable String hint,
            @Nullable Principal principal,
            @Nullable Decision reported) {
        this.allowed = allowed;
        this.reportOnly = reportOnly;
        this.rule = rule;
        this.evidence = evidence;
        this.reason = reason;
        this.hint = hint;
        this.principal = principal;
        this.reported = reported;
    }

    /** Allowed by a rule, with the evidence seen. */
    public static Decision allow(Rule rule, Evidence evidence) {
        return ALLOWED[rule.ordinal() * EVIDENCES + evidence.ordinal()];
    }

    /** Allowed by a credential that says who the client is. */
    public static Decision allow(Rule rule, Principal principal) {
        return new Decision(true, false, rule, Evidence.NONE, null, null, principal, null);
    }

    /** Denied by a rule, with the evidence seen. */
    public static Decision deny(Rule rule, Evidence evidence, Reason reason) {
        return DENIED[(rule.ordinal() * EVIDENCES + evidence.ordinal()) * REASONS + reason.ordinal()];
    }

    private static Decision[] allowed() {
        Decision[] all = new Decision[Rule.values().length * EVIDENCES];
        for (Rule rule : Rule.values()) {
            for (Evidence evidence : Evidence.values()) {
                all[rule.ordinal() * EVIDENCES + evidence.ordinal()] =
                        new Decision(true, false, rule, evidence, null, null, null, null);
            }
        }
        return all;
    }

    private static Decision[] denied() {
        Decision[] all = new Decision[Rule.values().length * EVIDENCES * REASONS];
        for (int i = 0; i < all.length; i++) {
            Rule rule = Rule.values()[i / REASONS / EVIDENCES];
            Evidence evidence = Evidence.values()[i / REASONS % EVIDENCES];
            Reason reason = Reason.values()[i % REASONS];
            all[i] = new Decision(false, false, rule, evidence, reason, null, null, null);
        }
        return all;
    }

    /** The same denial with a sentence on what is special here. */
    Decision withHint(String sentence) {
        return new Decision(allowed, reportOnly, rule, evidence, reason, sentence, principal, reported);
    }

    /** The same decision, reported and not enforced. */
    Decision reportedOnly() {
        return new Decision(allowed, true, rule, evidence, reason, hint, principal, reported);
    }

    /** The same decision, and beside it what another mode would have decided. */
    Decision beside(Decision other) {
        return new Decision(allowed, reportOnly, rule, evidence, reason, hint, principal, other);
    }

    /** Whether the rules allow the request. */
    public boolean isAllowed() {
        return allowed;
    }

    /** Whether the request goes on to the view: it is allowed, or its denial is only reported. */
    public boolean passes() {
        return allowed || reportOnly;
    }

    /** Whether a denial would only be reported. */
    public boolean isReportOnly() {
        return reportOnly;
    }

    /** The rule that settled it. */
    public Rule rule() {
        return rule;
    }

    /** What the request's headers said about its origin; {@link Evidence#NONE} where nobody looked. */
    public Evidence evidence() {
        return evidence;
    }

    /** Why it was denied; null if it was allowed. */
    public @Nullable Reason reason() {
        return reason;
    }

    /** A sentence on what is special about this denial, beyond its reason; null if nothing is. */
    public @Nullable String hint() {
        return hint;
    }

    /**
     * Whom the credential named, where one decided. Then the views see this principal alone: no cookie, no server session and
     * no role of the container's.
     */
    public @Nullable Principal principal() {
        return principal;
    }

    /** What the mode that is reported beside the enforced one would have decided; null if there is no such mode. */
    public @Nullable Decision reported() {
        return reported;
    }

    /** For instance {@code denied rule=origin evidence=foreign reason=untrusted-origin}. */
    @Override
    public String toString() {
        return (allowed ? "allowed" : "denied") + " rule=" + rule.code() + " evidence=" + evidence.code()
                + (reason == null ? "" : " reason=" + reason.code()) + (reportOnly ? " report-only" : "");
    }
}
