package dev.tallystick.browsers.matrix;

import dev.tallystick.bank.SameSite;
import dev.tallystick.bank.ledger.Transfer;
import dev.tallystick.browsers.arena.Arena;
import dev.tallystick.browsers.arena.Door;
import dev.tallystick.browsers.arena.Seen;
import dev.tallystick.browsers.engine.Browser;
import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import dev.tallystick.browsers.matrix.Vector.After;
import dev.tallystick.browsers.matrix.Vector.Before;
import dev.tallystick.browsers.matrix.Vector.From;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays attacks in one browser against one arena, where ann is signed in. What money was moved is known by its amount: each attack
 * on each door has one of its own.
 */
public final class Player implements AutoCloseable {

    /** How long a browser may take to send what it is going to send. */
    private static final Duration ARRIVAL = Duration.ofSeconds(10);
    /** The same where it has sent nothing on the door before. */
    private static final Duration SECOND_ARRIVAL = Duration.ofMillis(900);
    /** What a page's last request may lag behind the page's own word that it is through. */
    private static final Duration LAG = Duration.ofMillis(1200);
    /** A Chromium forgives a missing SameSite for two minutes after the login. */
    private static final Duration FRESH = Duration.ofSeconds(75);
    /** And for ten seconds, if it is told so. */
    private static final Duration STALE = Duration.ofSeconds(14);

    private static final int MANY_COOKIES = 320;

    private final Arena arena;
    private final Browser browser;
    private final Cookies cookies;
    private final SameSite sameSite;
    private final Path files;
    private final Set<Long> stolen = ConcurrentHashMap.newKeySet();
    private final Map<Long, Integer> seenAmounts = new ConcurrentHashMap<>();
    private final List<Played> played = new ArrayList<>();
    private long pence;
    private long signedInAt;
    private boolean isSignedIn;
    private boolean hasWorker;
    private @Nullable Intruder mallory;

    /** What was played, to be looked at again at the end: a browser may send something late. */
    private record Played(Vector vector, Door door, long play, long pence, boolean tookOver) {}

    private Player(Arena arena, Browser browser, Cookies cookies, SameSite sameSite) throws IOException {
        this.arena = arena;
        this.browser = browser;
        this.cookies = cookies;
        this.sameSite = sameSite;
        this.files = Files.createTempDirectory("tallystick-attack");
        arena.bank().ledger().onChange(this::moved);
    }

    /** Opens an arena, starts the engine and signs ann in. */
    public static Player begin(Engine engine, Cookies cookies, boolean https, SameSite sameSite) throws IOException {
        Arena arena = Arena.open(Arena.Setting.of(https, sameSite));
        try {
            Browser browser = engine.start(cookies);
            try {
                return new Player(arena, browser, cookies, sameSite);
            } catch (IOException | RuntimeException e) {
                browser.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public Arena arena() {
        return arena;
    }

    public Browser browser() {
        return browser;
    }

    private void moved(Transfer transfer) {
        // What ann paid bob before the attack is told of a second time if it is taken back.
        boolean takenBack = transfer.to().equals("bob") && seenAmounts.merge(transfer.pence(), 1, Integer::sum) > 1;
        if (takenBack || transfer.to().equals("mallory")) {
            stolen.add(transfer.pence());
        }
    }

    /** Signs ann in, by the bank's own form. */
    public void signIn() throws IOException {
        arena.forgetLogins();
        browser.visit(arena.origin() + "/open/login");
        browser.run("const form = document.querySelector('main form');"
                + "form.elements.user.value = 'ann'; form.elements.password.value = 'ann';"
                + "setTimeout(() => form.submit(), 0);");
        awaitPage("/open/account");
        // She has used the guarded doors as well: her browser holds their secret.
        browser.open(arena.origin() + "/web/transfers/new");
        signedInAt = System.nanoTime();
        isSignedIn = true;
        if (cookies == Cookies.SHORT_LAX_WINDOW) {
            sleep(STALE);
        }
    }

    /** Waits until the current tab shows a page of the bank. */
    public void awaitPage(String path) throws IOException {
        long until = System.nanoTime() + Browser.PATIENCE.toNanos();
        String at = "";
        while (System.nanoTime() < until) {
            try {
                at = browser.url();
                if (at.startsWith(arena.origin() + path)
                        && browser.run("return document.readyState;").asText().equals("complete")) {
                    return;
                }
            } catch (IOException onTheWay) {
                // Between two pages there is none to ask.
            }
            sleep(Duration.ofMillis(20));
        }
        throw new IOException("the browser is at " + at + " and not at " + path);
    }

    private void ensureSignedIn() throws IOException {
        boolean old = System.nanoTime() - signedInAt > FRESH.toNanos();
        if (!isSignedIn || old && sameSite == SameSite.UNSET && cookies != Cookies.SHORT_LAX_WINDOW) {
            signIn();
        }
    }

    /** Plays an attack on some doors. */
    public List<Outcome> play(Vector vector, List<Door> doors) throws IOException {
        ensureSignedIn();
        prepare(vector);
        List<Outcome> outcomes = new ArrayList<>();
        if (vector.takesTheWindow()) {
            boolean silent = false;
            for (Door door : inOrder(vector, doors)) {
                List<Outcome> one = playOnce(vector, List.of(door), silent ? SECOND_ARRIVAL : ARRIVAL);
                silent = one.get(0).requests().isEmpty();
                outcomes.addAll(one);
            }
        } else {
            outcomes.addAll(playOnce(vector, doors, ARRIVAL));
        }
        if (vector.spoilsTheLogin()) {
            cleanUp(vector);
            isSignedIn = false;
        }
        return outcomes;
    }

    /** Whoever is mallory now has nothing to lose: the door where that works comes last. */
    private static List<Door> inOrder(Vector vector, List<Door> doors) {
        List<Door> order = new ArrayList<>(doors);
        if (vector.spoilsTheLogin()) {
            Collections.reverse(order);
        }
        return order;
    }

    private List<Outcome> playOnce(Vector vector, List<Door> doors, Duration patience) throws IOException {
        long play = arena.nextPlay();
        long revision = arena.revision();
        List<Map<String, Object>> targets = new ArrayList<>();
        long first = pence + 1;
        for (Door door : doors) {
            targets.add(target(vector, door, ++pence));
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("vector", vector.script());
        parameters.put("attacker", vector.from() == From.SIBLING ? arena.sibling() : arena.evil());
        parameters.put("bank", arena.origin());
        parameters.put("play", play);
        parameters.put("targets", targets);
        if (vector.from() == From.DATA) {
            // Some engines go there from nowhere else.
            browser.visit("about:blank");
        }
        browser.visit(address(vector, parameters, doors, play));
        if (vector.isClicked()) {
            browser.click("#go");
        }
        if (vector.takesTheWindow()) {
            await(patience, () -> arrivedAt(doors.get(0), play) && !arena.isUnderWay(play));
            afterwards(vector, doors.get(0), play);
        } else {
            await(patience.plusSeconds(6), () -> arena.isDone(play));
            await(LAG, () -> doors.stream().allMatch(door -> arrivedAt(door, play)) && !arena.isUnderWay(play));
        }
        boolean tookOver = vector.script().equals("login-form")
                && arena.since(revision).stream()
                        .anyMatch(sighting -> "signed in as mallory".equals(sighting.effect()));
        arena.giveBack();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < doors.size(); i++) {
            Played one = new Played(vector, doors.get(i), play, first + i, tookOver);
            played.add(one);
            outcomes.add(outcome(one));
        }
        return outcomes;
    }

    private Map<String, Object> target(Vector vector, Door door, long amount) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("id", door.id());
        target.put("path", door.path());
        target.put("amount", amount / 100 + "." + amount / 10 % 10 + amount % 10);
        if (mallory != null) {
            target.put("token", mallory.token());
        }
        if (vector.script().contains("delete")) {
            target.put("transfer", arena.pay("ann", "bob", amount));
        }
        return target;
    }

    private String address(Vector vector, Map<String, ?> parameters, List<Door> doors, long play) throws IOException {
        String policy = vector.policy();
        switch (vector.from()) {
            case FILE -> {
                Path file = files.resolve(play + ".html");
                Files.writeString(file, arena.standalone(parameters), StandardCharsets.UTF_8);
                return file.toUri().toString();
            }
            case DATA -> {
                return "data:text/html;charset=utf-8," + Arena.encoded(arena.standalone(parameters));
            }
            default -> {
                StringBuilder csp = new StringBuilder();
                if (vector.script().equals("csp-report")) {
                    csp.append("img-src 'none'; report-uri");
                    doors.forEach(door -> csp.append(' ')
                            .append(arena.origin())
                            .append(door.path())
                            .append("/transfers?play=")
                            .append(play));
                }
                return arena.address(
                        vector.from() == From.SIBLING ? arena.sibling() : arena.evil(),
                        parameters,
                        policy,
                        csp.length() == 0 ? null : csp.toString());
            }
        }
    }

    private boolean arrivedAt(Door door, long play) {
        return arena.seen(play).stream().anyMatch(seen -> seen.mount().equals(door.id()));
    }

    private void afterwards(Vector vector, Door door, long play) throws IOException {
        if (vector.after() == After.NOTHING || !arrivedAt(door, play)) {
            return;
        }
        // The page of the answer has to be there, so that something can become of it.
        sleep(Duration.ofMillis(250));
        try {
            if (vector.after() == After.USER_RELOADS) {
                browser.reload();
            } else if (vector.after() == After.USER_GOES_BACK_AND_FORWARD) {
                browser.back();
                browser.forward();
            } else if (door.isGuarded()) {
                int before = arena.seen(play).size();
                await(LAG, () -> arena.seen(play).size() > before);
            }
        } catch (IOException asked) {
            // It asks the user before it sends a form again, or shows that the page is gone.
        }
        await(Duration.ofMillis(300), () -> false);
    }

    // ---- what happens before

    private void prepare(Vector vector) throws IOException {
        if (hasWorker != (vector.before() == Before.WORKER)) {
            hasWorker = vector.before() == Before.WORKER;
            browser.visit(arena.origin() + "/probe/page");
            browser.run(
                    hasWorker
                            ? "if (navigator.serviceWorker) { try {"
                                    + "await navigator.serviceWorker.register('/probe/worker.js', {scope: '/'});"
                                    + "await Promise.race([navigator.serviceWorker.ready,"
                                    + " new Promise(r => setTimeout(r, 3000))]); } catch (refused) { return String(refused); } }"
                                    + "return !!(navigator.serviceWorker && navigator.serviceWorker.controller);"
                            : "if (navigator.serviceWorker) {"
                                    + "for (const each of await navigator.serviceWorker.getRegistrations()) {"
                                    + " await each.unregister(); } }");
        }
        if (vector.before() == Before.PLANT_SECRET || vector.before() == Before.PLANT_LOGIN) {
            mallory = Intruder.signIn(arena);
            browser.visit(arena.planting(planted(vector, mallory, "")));
        } else if (vector.before() == Before.EVICT) {
            fill("");
        }
    }

    private List<String> planted(Vector vector, Intruder mallory, String more) {
        List<String> lines = new ArrayList<>();
        mallory.cookies().forEach((name, value) -> {
            if (vector.before() == Before.PLANT_LOGIN || !name.equals("bank")) {
                // For every path, and for one that is longer than the bank's own: browsers send that one first.
                for (String path : List.of("/", "/web/transfers")) {
                    lines.add(name + '=' + value + "; Domain=bank.localhost; Path=" + path
                            + (arena.isHttps() ? "; Secure" : "") + more);
                }
            }
        });
        return lines;
    }

    private void fill(String more) throws IOException {
        browser.visit(arena.planting(List.of()));
        browser.run("for (let i = 0; i < " + MANY_COOKIES + "; i++) { document.cookie = 'full' + i"
                + " + '=1; Domain=bank.localhost; Path=/" + more + "'; }");
    }

    /** The sibling's cookies go: some banks let nobody in who has a login twice. */
    private void cleanUp(Vector vector) throws IOException {
        if (mallory != null && vector.before() != Before.NOTHING && vector.before() != Before.WORKER) {
            browser.visit(arena.planting(planted(vector, mallory, "; Max-Age=0")));
        }
        if (vector.before() == Before.EVICT) {
            fill("; Max-Age=0");
        }
        mallory = null;
    }

    // ---- outcomes

    private Outcome outcome(Played one) {
        List<Seen> requests = arena.seen(one.play()).stream()
                .filter(seen -> seen.mount().equals(one.door().id()))
                .toList();
        return new Outcome(
                one.vector(),
                one.door(),
                requests,
                one.tookOver() || stolen.contains(one.pence()),
                arena.wentThroughWorker(one.play()));
    }

    /** All that was played, with what arrived late. */
    public List<Outcome> outcomes() throws IOException {
        sleep(Duration.ofMillis(300));
        return played.stream().map(this::outcome).toList();
    }

    private static void await(Duration patience, BooleanSupplier condition) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            sleep(Duration.ofMillis(5));
        }
    }

    private static void sleep(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            browser.close();
        } finally {
            arena.close();
            remove(files);
        }
    }

    private static void remove(Path directory) {
        try (var inside = Files.list(directory)) {
            for (Path file : inside.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
