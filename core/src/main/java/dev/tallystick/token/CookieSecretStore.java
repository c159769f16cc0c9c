package dev.tallystick.token;

import dev.tallystick.http.Cookies;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The double-submit cookie. */
record CookieSecretStore(CookieSettings settings) implements SecretStore {

    /** A sibling host can plant some; more than this many are nobody's honest cookies. */
    private static final int MOST = 32;

    @Override
    public boolean needsSession() {
        return false;
    }

    @Override
    public List<Secret> read(RequestView request, boolean https) {
        Sent sent = new Sent();
        Cookies.visit(request, settings.name(https), sent);
        return sent.secrets();
    }

    /** Nearly always there is one, or none. */
    private static final class Sent implements Cookies.Visitor {

        private @Nullable Secret only;
        private @Nullable List<Secret> all;

        @Override
        public void value(String line, int start, int end) {
            Secret secret = Secret.parse(line, start, end);
            if (secret == null) {
                return;
            }
            if (only == null) {
                only = secret;
                return;
            }
            if (all == null) {
                all = new ArrayList<>(List.of(only));
            }
            all.add(secret);
        }

        List<Secret> secrets() {
            if (all == null) {
                return only == null ? List.of() : List.of(only);
            }
            return all.subList(Math.max(0, all.size() - MOST), all.size());
        }
    }

    @Override
    public Secret write(RequestView request, ResponseHead response, boolean https, Secret secret) {
        response.addHeader("Set-Cookie", settings.line(settings.name(https), secret.reveal(), https, true));
        return secret;
    }

    @Override
    public boolean writesHeader() {
        return true;
    }
}
