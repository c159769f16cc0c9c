package dev.tallystick.tck;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cases against one adapter: plays each, and counts. */
final class Run {

    private static final String DECLARATION = "capabilities";

    private final Kit kit;
    private final Set<Capability> capabilities;
    private final Applications applications;
    private final Jwts issuer = new Jwts();
    private final Tally tally;

    Run(Kit kit, String adapter, Set<Capability> capabilities, Applications.Starter starter) {
        this.kit = kit;
        this.capabilities = Set.copyOf(capabilities);
        this.applications = new Applications(starter);
        this.tally = new Tally(adapter);
    }

    /**
     * How a case ended.
     *
     * @param missing the capability for want of which it wasn't played; null if it was
     * @param failure null if it passed or wasn't played
     */
    record Result(@Nullable Capability missing, @Nullable AssertionError failure) {}

    Result play(KitCase played) {
        String group = group(played);
        Optional<Capability> missing = played.needs().stream()
                .filter(need -> !capabilities.contains(need))
                .findFirst();
        if (missing.isPresent()) {
            tally.notApplicable(group, missing.get());
            return new Result(missing.get(), null);
        }
        AssertionError failure = failure(() -> new Player(played, applications, issuer).play());
        if (failure == null) {
            tally.passed(group);
        } else {
            tally.failed(group, played.rule());
        }
        return new Result(null, failure == null ? null : named(played, failure));
    }

    /** Where the kit stood when it saw it says nothing; the case does, and what went over the wire. */
    private static AssertionError named(KitCase played, AssertionError failure) {
        AssertionError named = new AssertionError(
                played.rule() + " '" + played.name() + "': " + failure.getMessage(), failure.getCause());
        named.setStackTrace(new StackTraceElement[0]);
        return named;
    }

    /** Tries whether the server has what it is declared to have, and hasn't what it isn't. */
    Result probe(Capability capability) {
        boolean declared = capabilities.contains(capability);
        AssertionError failure = failure(() -> {
            boolean there = Probe.of(capability).succeeds(applications, issuer);
            if (there != declared) {
                throw new AssertionError(
                        declared
                                ? "the adapter declares " + capability + ", and it doesn't work"
                                : "the adapter doesn't declare " + capability + ", and it works");
            }
        });
        if (failure == null) {
            tally.passed(DECLARATION);
        } else {
            tally.failed(DECLARATION, capability.code());
        }
        return new Result(null, failure);
    }

    private static @Nullable AssertionError failure(Runnable action) {
        try {
            action.run();
            return null;
        } catch (AssertionError e) {
            return e;
        } catch (RuntimeException e) {
            return new AssertionError("the kit can't make anything of what happened: " + e, e);
        }
    }

    private String group(KitCase played) {
        String letter = played.rule().substring(0, played.rule().indexOf('-'));
        return letter + " " + kit.titles().get(played.group());
    }

    Kit kit() {
        return kit;
    }

    Tally tally() {
        return tally;
    }

    /** How many applications have been started so far. */
    int starts() {
        return applications.starts();
    }

    void close() throws Exception {
        applications.close();
    }
}
