package dev.tallystick.model;

import dev.tallystick.CsrfProtection;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Guard;
import dev.tallystick.Mode;
import dev.tallystick.http.SessionView;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.SeededRandom;
import dev.tallystick.token.SessionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A site configured in one way, with a customer who is signed in and an attacker who has an account of its own. */
final class Bank {

    /** What stands for the login under a token's tag. */
    enum Binding {
        SESSION,
        COOKIE,
        NONE;

        private SessionBinding binding() {
            return switch (this) {
                case SESSION -> SessionBinding.session();
                case COOKIE -> SessionBinding.cookie("login");
                case NONE -> SessionBinding.none();
            };
        }
    }

    /** One way to configure it. */
    record Configuration(Mode mode, String origin, boolean baseUrl, Binding binding, boolean secretInSession) {

        static List<Configuration> all(List<Mode> modes, String origin) {
            List<Configuration> all = new ArrayList<>();
            for (Mode mode : modes) {
                for (boolean baseUrl : List.of(true, false)) {
                    for (Binding binding : Binding.values()) {
                        for (boolean inSession : List.of(true, false)) {
                            all.add(new Configuration(mode, origin, baseUrl, binding, inSession));
                        }
                    }
                }
            }
            return all;
        }
    }

    /** What a browser holds, and a token that was rendered for it. */
    record Visitor(
            String sessionId, @Nullable String secretCookie, SessionView session, String token, String actionToken) {}

    private final Configuration configuration;
    private final CsrfProtection protection;
    private final Guard guard;
    private final String scheme;
    private final String host;
    final Visitor customer;
    final Visitor attacker;
    /** The attacker's browser before it signed in: its tokens are bound to its secret alone. */
    final Visitor attackerSignedOut;

    Bank(Configuration configuration) {
        this.configuration = configuration;
        CsrfProtection.Builder builder = CsrfProtection.builder(Keys.RING)
                .mode(configuration.mode())
                .sessionBinding(configuration.binding().binding())
                .trustedOrigin("https://partner.example")
                .random(new SeededRandom(configuration.hashCode()));
        if (configuration.baseUrl()) {
            builder.baseUrl(configuration.origin());
        }
        if (configuration.secretInSession()) {
            builder.secretInSession();
        }
        protection = builder.build();
        guard = Guard.builder(protection).build();
        int authority = configuration.origin().indexOf("://");
        scheme = configuration.origin().substring(0, authority);
        host = configuration.origin().substring(authority + 3);
        customer = visit("customer");
        attacker = visit("attacker");
        attackerSignedOut = visit("");
    }

    private Visitor visit(String sessionId) {
        ModelRequest request = request();
        request.method = "GET";
        request.session = sessionId.isEmpty() ? FakeSession.none() : FakeSession.of(sessionId);
        request.cookie = sessionId.isEmpty() ? null : "login=" + sessionId;
        FakeResponse response = new FakeResponse();
        CsrfToken tokens = Objects.requireNonNull(guard.begin(request, response, decide(request)));
        String token = tokens.value();
        String actionToken = tokens.forAction("POST", ModelRequest.PATH);
        String secretCookie = null;
        if (!configuration.secretInSession()) {
            String name = cookieName();
            secretCookie = name + "=" + response.cookieValue(name);
        }
        return new Visitor(sessionId, secretCookie, request.session, token, actionToken);
    }

    private String cookieName() {
        return scheme.equals("https") ? "__Host-csrf" : "csrf";
    }

    /** A request to this bank, without evidence, cookies and tokens. */
    ModelRequest request() {
        ModelRequest request = new ModelRequest();
        request.scheme = scheme;
        request.host = host;
        return request;
    }

    Configuration configuration() {
        return configuration;
    }

    Decision decide(ModelRequest request) {
        return (Decision) protection.check(request);
    }
}
