package dev.tallystick.soak;

import dev.tallystick.soak.Connection.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Signs in, looks, pays, signs out, over and over; now and then opens a page of an attacker's. */
final class User implements Runnable {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final double ATTACKED = 0.25;
    private static final double BY_SCRIPT = 0.4;

    private final int number;
    private final int users;
    private final String origin;
    private final Duration think;
    private final Counts counts;
    private final Supplier<Attack.Loot> loot;
    private final AtomicBoolean over;
    private final SplittableRandom random;
    private final Connection browser;

    User(
            int number,
            int users,
            int port,
            String origin,
            Duration think,
            Counts counts,
            Supplier<Attack.Loot> loot,
            AtomicBoolean over) {
        this.number = number;
        this.users = users;
        this.origin = origin;
        this.think = think;
        this.counts = counts;
        this.loot = loot;
        this.over = over;
        this.random = new SplittableRandom(number);
        this.browser = new Connection(port, origin.substring("http://".length()));
    }

    /** Names are letters alone. */
    static String name(int number) {
        StringBuilder name = new StringBuilder("user");
        for (int digits = 0, rest = number; digits < 3; digits++, rest /= 26) {
            name.append((char) ('a' + rest % 26));
        }
        return name.toString();
    }

    @Override
    public void run() {
        try (browser) {
            pause();
            while (!over.get()) {
                try {
                    visit();
                } catch (IOException e) {
                    counts.broken.increment();
                    counts.example(name(number) + ": no answer: " + e);
                    browser.close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit() throws IOException, InterruptedException {
        if (!signIn()) {
            return;
        }
        for (int i = 3 + random.nextInt(6); i > 0 && !over.get(); i--) {
            pause();
            if (random.nextDouble() < ATTACKED) {
                meetAnAttacker();
            } else if (random.nextDouble() < BY_SCRIPT) {
                payByScript();
            } else {
                payByForm();
            }
        }
        pause();
        signOut();
    }

    private void pause() throws InterruptedException {
        long millis = think.toMillis();
        if (millis > 0 && !over.get()) {
            TimeUnit.MILLISECONDS.sleep(random.nextLong(2 * millis));
        }
    }

    private boolean signIn() throws IOException, InterruptedException {
        String token = tokenOf("/web/login");
        if (token == null) {
            return false;
        }
        String name = name(number);
        Reply reply = post("/web/login", "user=" + name + "&password=" + name + "&_csrf=" + token);
        if (reply.status() == 429) {
            // The bank slows guessing, and all users come from one address.
            counts.slowed.increment();
            TimeUnit.MILLISECONDS.sleep(500);
            return false;
        }
        if (!isExpected(reply, 303, "signing in")) {
            return false;
        }
        counts.signIns.increment();
        return true;
    }

    private void payByForm() throws IOException, InterruptedException {
        String token = tokenOf("/web/transfers/new");
        if (token == null) {
            return;
        }
        pause();
        int to = random.nextInt(users);
        int pence = 1 + random.nextInt(99);
        if (to == number) {
            return;
        }
        Reply reply = post("/web/transfers", payment(to, pence) + "&_csrf=" + token);
        if (isExpected(reply, 303, "paying by form")) {
            paid(to, pence);
            counts.payments.increment();
        }
    }

    private void payByScript() throws IOException, InterruptedException {
        String token = tokenOf("/web/account");
        int to = random.nextInt(users);
        if (token == null || to == number) {
            return;
        }
        pause();
        int pence = 1 + random.nextInt(99);
        counts.requests.increment();
        Reply reply = browser.send(
                "POST",
                "/web/transfers",
                payment(to, pence),
                FORM,
                "Accept: application/json",
                "X-CSRF-Token: " + token,
                "Origin: " + origin,
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Mode: cors",
                "Sec-Fetch-Dest: empty");
        if (isExpected(reply, 201, "paying by script")) {
            paid(to, pence);
            counts.scriptPayments.increment();
        }
    }

    private static String payment(int to, int pence) {
        return "to=" + name(to) + "&amount=0." + (pence < 10 ? "0" : "") + pence;
    }

    private void paid(int to, int pence) {
        counts.change.addAndGet(number, -pence);
        counts.change.addAndGet(to, pence);
    }

    private void meetAnAttacker() throws IOException {
        Attack attack = Attack.values()[random.nextInt(Attack.values().length)];
        counts.requests.increment();
        Reply reply = attack.on(browser, origin, loot.get());
        counts.met(attack);
        if (reply.status() != 403) {
            counts.forged.increment();
            counts.example(attack.text() + ": answered with " + reply.status());
        }
    }

    private void signOut() throws IOException {
        String token = tokenOf("/web/account");
        if (token == null) {
            return;
        }
        if (isExpected(post("/web/logout", "_csrf=" + token), 303, "signing out")) {
            counts.signOuts.increment();
        }
    }

    private @Nullable String tokenOf(String page) throws IOException {
        counts.requests.increment();
        Reply reply = browser.send("GET", page, "", "Accept: text/html", "Sec-Fetch-Site: same-origin");
        String token = reply.status() == 200 ? reply.token() : null;
        if (token == null) {
            counts.wronglyRefused.increment();
            counts.example(page + " without a token: " + reply.status());
        }
        return token == null ? null : URLEncoder.encode(token, StandardCharsets.UTF_8);
    }

    private Reply post(String path, String body) throws IOException {
        counts.requests.increment();
        return browser.send(
                "POST",
                path,
                body,
                FORM,
                "Accept: text/html",
                "Origin: " + origin,
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document");
    }

    private boolean isExpected(Reply reply, int status, String deed) {
        if (reply.status() == status) {
            return true;
        }
        counts.wronglyRefused.increment();
        counts.example(deed + ": " + reply.status() + ' ' + reasonIn(reply.body()));
        return false;
    }

    private static String reasonIn(String body) {
        int at = body.indexOf("<code>");
        return at < 0 ? "" : body.substring(at + 6, Math.max(at + 6, body.indexOf('<', at + 6)));
    }
}
