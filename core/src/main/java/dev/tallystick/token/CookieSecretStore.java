package dev.tallystick.token;

import dev.tallystick.http.Cookies;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;

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
        List<String> values = Cookies.values(request, settings.name(https));
        if (values.isEmpty()) {
            return List.of();
        }
        List<Secret> secrets = new ArrayList<>(Math.min(values.size(), MOST));
        for (int i = Math.max(0, values.size() - MOST); i < values.size(); i++) {
            Secret secret = Secret.parse(values.get(i));
            if (secret != null) {
                secrets.add(secret);
            }
        }
        return secrets;
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
