package dev.tallystick.bank.watch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallystick.Decision;
import dev.tallystick.DecisionEvent;
import dev.tallystick.Reason;
import dev.tallystick.bank.ledger.Transfer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One decision and what came of it, as the window shows it. What a client sent is in it as it was sent: escape it.
 *
 * @param id rises with each decision
 * @param revision rises with each decision and each thing that came of one
 * @param mount the prefix that covered the path; empty if none did, null if the path was ambiguous
 * @param advice what to do about a denial
 * @param effect what the view did, in a few words; null if it did nothing worth saying
 * @param moved the money that it moved; null if it moved none
 */
public record Sighting(
        long id,
        long revision,
        Instant at,
        String method,
        String path,
        @Nullable String mount,
        @Nullable String origin,
        @Nullable String fetchSite,
        String evidence,
        String rule,
        @JsonProperty("allowed") boolean isAllowed,
        @Nullable String reason,
        @Nullable String meaning,
        @Nullable String advice,
        @Nullable String effect,
        @Nullable Moved moved) {

    /** Money that went from one account to another, in pence. */
    public record Moved(long transfer, String from, String to, long amount) {

        public static Moved by(Transfer transfer) {
            return new Moved(transfer.id(), transfer.from(), transfer.to(), transfer.pence());
        }

        /** The same money on its way back. */
        public static Moved back(Transfer transfer) {
            return new Moved(transfer.id(), transfer.to(), transfer.from(), transfer.pence());
        }
    }

    static Sighting of(DecisionEvent event, long id, Instant at) {
        Decision decision = event.decision();
        Reason reason = decision.reason();
        return new Sighting(
                id,
                id,
                at,
                event.method(),
                event.path(),
                event.mount(),
                event.origin(),
                event.fetchSite(),
                decision.evidence().code(),
                decision.rule().code(),
                decision.isAllowed() || decision.isReportOnly(),
                reason == null ? null : reason.code(),
                reason == null ? null : reason.meaning(),
                reason == null ? null : reason.advice(),
                null,
                null);
    }

    Sighting with(String effect, @Nullable Moved moved, long revision) {
        return new Sighting(
                id, revision, at, method, path, mount, origin, fetchSite, evidence, rule, isAllowed, reason, meaning,
                advice, effect, moved);
    }

    /** A message over the WebSocket that this request opened. */
    Sighting message(String effect, @Nullable Moved moved, long id, Instant at) {
        return new Sighting(
                id, id, at, "MESSAGE", path, mount, origin, fetchSite, evidence, rule, isAllowed, reason, meaning,
                advice, effect, moved);
    }
}
