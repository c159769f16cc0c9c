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
        String name = settings.name(https);
        Sent sent = new Sent();
        Cookies.visit(request, name, sent);
        if (sent.count > 1) {
            return last(Cookies.values(request, name));
        }
        Secret only = sent.secret;
        return only == null ? List.of() : List.of(only);
    }

    private static List<Secret> last(List<String> values) {
        List<Secret> secrets = new ArrayList<>(MOST);
        for (int i = Math.max(0, values.size() - MOST); i < values.size(); i++) {
            Secret secret = Secret.parse(values.get(i), 0, values.get(i).length());
            if (secret != null) {
                secrets.add(secret);
            }
        }
        return secrets;
    }

    /** Nearly always there is one, or none. */
    private static final class Sent implements Cookies.Visitor {

        private int count;
        private @Nullable Secret secret;

        @Override
        public void value(String line, int start, int end) {
            count++;
            secret = Secret.parse(line, start, end);
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
