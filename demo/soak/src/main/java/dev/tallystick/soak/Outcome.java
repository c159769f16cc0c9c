package dev.tallystick.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a run.
 *
 * @param plan what was planned
 * @param took how long it really took
 * @param counts what the users saw
 * @param keys how many keys there were
 * @param sumBefore the ledger's sum, in pence, at the start
 * @param sumAfter and in the end
 * @param stolen what mallory has got, in pence
 * @param wrongAccounts how many accounts don't hold what their users' payments say
 * @param memory the heap after collections
 * @param threads that the process had at the first look and at the last
 */
record Outcome(
        Plan plan,
        Duration took,
        Counts counts,
        int keys,
        long sumBefore,
        long sumAfter,
        long stolen,
        int wrongAccounts,
        Memory memory,
        int[] threads) {

    /** What should not have been; empty if all is well. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        add(counts.forged.sum(), "forged requests were answered otherwise than by a refusal", violations);
        add(stolen, "pence went to mallory", violations);
        add(counts.wronglyRefused.sum(), "honest requests were refused", violations);
        add(counts.broken.sum(), "requests got no answer", violations);
        add(wrongAccounts, "accounts don't hold what their users' payments say", violations);
        if (sumBefore != sumAfter) {
            violations.add("the ledger's sum was " + sumBefore + " and is " + sumAfter);
        }
        if (!memory.isFlat()) {
            violations.add("the heap grows by " + Math.round(memory.slope() / 1024) + " KiB a minute");
        }
        if (counts.payments.sum() == 0 || counts.scriptPayments.sum() == 0 || counts.signOuts.sum() == 0) {
            violations.add(
                    "not everything was tried: there was no payment by form, none by script, or nobody signed out");
        }
        counts.attacks.forEach((attack, number) -> {
            if (number.sum() == 0) {
                violations.add("not tried: " + attack.text());
            }
        });
        return violations;
    }

    private static void add(long number, String what, List<String> violations) {
        if (number != 0) {
            violations.add(number + " " + what);
        }
    }
}
