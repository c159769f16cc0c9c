package dev.tallystick.browsers;

import dev.tallystick.bank.SameSite;
import dev.tallystick.bank.watch.Sighting;
import dev.tallystick.browsers.arena.Arena;
import dev.tallystick.browsers.engine.Browser;
import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** Somebody who uses the bank as it is meant to be used, in one engine as it is delivered. */
final class Visit implements AutoCloseable {

    private static final long PATIENCE_MS = 15_000;

    private final Engine engine;
    private final Browser browser;
    private Arena arena;
    private long revision;

    private Visit(Engine engine, Arena arena) throws IOException {
        this.engine = engine;
        this.arena = arena;
        this.browser = engine.start(Cookies.DEFAULT);
    }

    static Visit begin(Engine engine, Arena.Setting setting) throws IOException {
        Arena arena = Arena.open(setting);
        try {
            return new Visit(engine, arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** With the cookies that a bank of today sets. */
    static Visit begin(Engine engine, boolean https) throws IOException {
        return begin(engine, Arena.Setting.of(https, SameSite.LAX));
    }

    Engine engine() {
        return engine;
    }

    Browser browser() {
        return browser;
    }

    Arena arena() {
        return arena;
    }

    /** The bank is started again, with other settings, at the same address. */
    void restart(Arena.Setting setting) throws IOException {
        int port = arena.bank().port();
        arena.close();
        arena = Arena.open(setting.onPort(port));
        revision = 0;
    }

    /** A new beginning: one tab, in which a user signs in at the guarded door. */
    void signIn(String user) throws IOException {
        browser.visit(arena.origin() + "/web/login");
        submitLogin(user);
        revision = arena.revision();
    }

    /** In the tab that is the current one. */
    void submitLogin(String user) throws IOException {
        browser.run("const form = document.querySelector('main form'); form.elements.user.value = '" + user
                + "'; form.elements.password.value = '" + user + "';");
        browser.click("main form button");
        awaitPage("/web/account");
    }

    /** Whether this browser has tabs: the old WebKit's shell shows one page, whatever it is told to open. */
    boolean hasTabs() {
        return !engine.id().equals("wpe");
    }

    /**
     * Sends a form of another page of the bank's, as another tab would: same browser, same cookies, a page of its own.
     *
     * @param changes to the fields, as the properties of an object of JavaScript
     */
    void submitElsewhere(String page, String form, String changes) throws IOException {
        browser.run("const text = await (await fetch('" + page + "')).text();"
                + "const form = new DOMParser().parseFromString(text, 'text/html').querySelector('" + form + "');"
                + "const fields = new URLSearchParams(new FormData(form));"
                + "for (const [name, value] of Object.entries({" + changes + "})) { fields.set(name, value); }"
                + "await fetch(form.getAttribute('action'), {method: 'POST', body: fields});");
    }

    void open(String path) throws IOException {
        browser.open(arena.origin() + path);
    }

    /** Fills the form of the current tab and clicks on its button. */
    void pay(String to, String amount) throws IOException {
        fill(to, amount);
        browser.click("main form button");
    }

    void fill(String to, String amount) throws IOException {
        browser.run("const form = document.querySelector('#to').form;" + "form.elements.to.value = '" + to
                + "'; form.elements.amount.value = '" + amount + "';");
    }

    void awaitPage(String path) throws IOException {
        await(
                "the page " + path,
                () -> browser.url().startsWith(arena.origin() + path)
                        && browser.run("return document.readyState;").asText().equals("complete"));
    }

    void awaitBalance(String user, long pence) throws IOException {
        await("a balance of " + pence + " for " + user, () -> arena.balance(user) == pence);
    }

    void await(String what, Callable<Boolean> condition) throws IOException {
        String last = "";
        for (long until = System.currentTimeMillis() + PATIENCE_MS; System.currentTimeMillis() < until; ) {
            try {
                if (condition.call()) {
                    return;
                }
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            } catch (Exception onTheWay) {
                last = ": " + onTheWay.getMessage();
            }
        }
        throw new IOException("waited in vain for " + what + " in " + this + last + "; the bank saw " + decisions());
    }

    /** What the guard has decided since the login. */
    List<Sighting> decisions() {
        return arena.since(revision).stream()
                .filter(sighting -> sighting.id() > revision)
                .toList();
    }

    /** What it has refused. */
    List<String> refusals() {
        return decisions().stream()
                .filter(sighting -> !sighting.isAllowed())
                .map(Sighting::reason)
                .toList();
    }

    /** Those with this method that it has let in. */
    List<Sighting> letIn(String method) {
        return decisions().stream()
                .filter(sighting -> sighting.isAllowed() && sighting.method().equals(method))
                .toList();
    }

    @Override
    public String toString() {
        return engine.title() + (arena.isHttps() ? " on https" : " on http");
    }

    @Override
    public void close() {
        try {
            browser.close();
        } finally {
            arena.close();
        }
    }
}
