package dev.tallystick.token;

import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import dev.tallystick.http.SessionView;
import java.util.List;

/** The synchronizer token's store. */
enum SessionSecretStore implements SecretStore {
    INSTANCE;

    /** Its value is text, so that every session store can serialise it. */
    private static final String ATTRIBUTE = "dev.tallystick.secret";

    @Override
    public boolean needsSession() {
        return true;
    }

    @Override
    public List<Secret> read(RequestView request, boolean https) {
        SessionView session = request.session();
        Object value = session == null ? null : session.attribute(ATTRIBUTE);
        Secret secret = value instanceof String text ? Secret.parse(text) : null;
        return secret == null ? List.of() : List.of(secret);
    }

    @Override
    public void write(RequestView request, ResponseHead response, boolean https, Secret secret) {
        SessionView session = request.session();
        (session == null ? SessionView.NONE : session).setAttribute(ATTRIBUTE, secret.reveal());
    }

    @Override
    public boolean writesHeader() {
        return false;
    }
}
