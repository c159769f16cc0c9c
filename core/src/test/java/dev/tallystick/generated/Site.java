package dev.tallystick.generated;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Mode;
import dev.tallystick.NamePreset;
import dev.tallystick.http.FormFields;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.MutableClock;
import dev.tallystick.testing.SeededRandom;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.SessionBinding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A site with a generated configuration, which can be built once more with a change, and the browsers that visit it. */
final class Site {

    /** What stands for the login session here. */
    enum Binding {
        SESSION,
        COOKIE,
        NONE
    }

    static final String HOST = "bank.example";
    static final String OTHER_HOST = "bank.test";
    static final String SID = "SID";
    static final String PROXY = "10.1.2.3";

    /** On which only a token for the very action holds. */
    static final String STRICT_PATHS = "/pay";

    private static final List<NamePreset> PRESETS = List.of(NamePreset.values());

    private final Random random;
    private final List<Consumer<CsrfProtection.Builder>> options = new ArrayList<>();
    private final MutableClock clock = new MutableClock();
    private final SeededRandom bytes;
    final Mode mode;
    final Binding binding;
    final boolean secretInSession;
    final boolean demandsAction;
    final @Nullable NamePreset names;
    private KeyRing keys = Keys.RING;
    private final FakeServer server;

    private Site(Random random) {
        this.random = random;
        this.bytes = new SeededRandom(random.nextLong());
        this.mode = Mode.values()[random.nextInt(3)];
        this.binding = Binding.values()[random.nextInt(3)];
        this.secretInSession = random.nextInt(4) == 0;
        this.demandsAction = random.nextInt(3) == 0;
        this.names = random.nextInt(3) == 0 ? pick(PRESETS) : null;
        option(csrf -> csrf.mode(mode));
        switch (binding) {
            case SESSION -> option(csrf -> csrf.sessionBinding(SessionBinding.session()));
            case COOKIE -> option(csrf -> csrf.sessionBinding(SessionBinding.cookie(SID)));
            case NONE -> option(csrf -> csrf.sessionBinding(SessionBinding.none()));
        }
        if (secretInSession) {
            option(CsrfProtection.Builder::secretInSession);
        }
        if (names != null) {
            option(csrf -> csrf.names(names));
        }
        if (demandsAction) {
            option(csrf -> csrf.requireActionToken(STRICT_PATHS + "/**"));
        }
        int baseUrls = random.nextInt(3);
        if (baseUrls > 0) {
            option(csrf -> csrf.baseUrl("https://" + HOST));
        }
        if (baseUrls > 1) {
            option(csrf -> csrf.baseUrl("https://" + OTHER_HOST));
        }
        if (random.nextBoolean()) {
            option(csrf -> csrf.trustedOrigin("https://partner.example").trustedOrigin("https://*.friends.example"));
        }
        if (random.nextInt(3) == 0) {
            option(csrf -> csrf.trustedProxies(TrustedProxies.of(List.of("10.0.0.0/8"))));
        }
        if (random.nextInt(3) == 0) {
            option(csrf -> csrf.maxAge(Duration.ofHours(1)));
        }
        if (random.nextInt(4) == 0) {
            Mode other = Mode.values()[random.nextInt(3)];
            option(csrf -> csrf.reportMode(other));
        }
        this.server = with(csrf -> {});
    }

    static Site generate(Random random) {
        return new Site(random);
    }

    private void option(Consumer<CsrfProtection.Builder> option) {
        options.add(option);
    }

    FakeServer server() {
        return server;
    }

    /** Another server with the same configuration but for the change. */
    FakeServer with(Consumer<CsrfProtection.Builder> change) {
        CsrfProtection.Builder csrf =
                CsrfProtection.builder(() -> keys).random(bytes).clock(clock);
        options.forEach(option -> option.accept(csrf));
        change.accept(csrf);
        return FakeServer.of(csrf.build());
    }

    /** From now on the site has these keys. */
    void keys(KeyRing ring) {
        keys = ring;
    }

    String headerName() {
        return names == null ? "X-CSRF-Token" : names.headerName();
    }

    String parameterName() {
        return names == null ? "_csrf" : names.parameterName();
    }

    /** A browser that has been here, in a login session of its own, or in none where that is no matter. */
    Browser visitor() {
        Browser browser = Browser.freshOn(server);
        String session = "s" + random.nextInt(1_000_000);
        if (secretInSession || random.nextInt(4) > 0) {
            browser.session(FakeSession.of(session));
        }
        if (binding == Binding.COOKIE && random.nextInt(4) > 0) {
            browser.cookies().put(SID, session);
        }
        browser.token();
        return browser;
    }

    /** The same browser, as far as its secret goes, in another login session. */
    Browser inAnotherSession(Browser browser, FakeSession session) {
        Browser other = Browser.freshOn(server).session(session);
        other.cookies().putAll(browser.cookies());
        return other;
    }

    /** A token of one of the ways in which pages get one, that holds for this request. */
    String token(Browser browser, String method, String path) {
        if (mustBeForAction(path) || random.nextInt(3) == 0) {
            return browser.open("/form").forAction(method, path);
        }
        return switch (random.nextInt(3)) {
            case 0 -> browser.open("/form").value();
            case 1 -> between(browser.open("/form").hiddenField(), "value=\"");
            default -> between(browser.open("/form").metaTags(), "content=\"");
        };
    }

    boolean mustBeForAction(String path) {
        return demandsAction && path.startsWith(STRICT_PATHS);
    }

    private static String between(String html, String before) {
        int start = html.indexOf(before) + before.length();
        return html.substring(start, html.indexOf('"', start));
    }

    /**
     * A request of the browser for which the token is what decides, whatever the mode: where an Origin of this site is
     * enough, it has none.
     *
     * @param method in capitals, and unsafe
     */
    FakeRequest.Builder decidedByToken(Browser browser, String method, String path) {
        boolean posing = mode == Mode.ORIGIN_ONLY;
        FakeRequest.Builder request = browser.request(posing ? "GET" : method, path);
        if (posing) {
            request.header("X-HTTP-Method-Override", method);
        }
        return mode == Mode.STRICT && random.nextBoolean() ? request.origin(Browser.SITE) : request.site("none");
    }

    /** Sends the token in the header or in the form, as chance has it. */
    FakeRequest.Builder sending(FakeRequest.Builder request, String token) {
        return random.nextBoolean()
                ? request.header(headerName(), token)
                : request.form(FormFields.of(Map.of(parameterName(), List.of(token))));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
