package dev.tallystick.token;

import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import dev.tallystick.http.SessionView;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The synchronizer token's store. */
enum SessionSecretStore implements SecretStore {
    INSTANCE;

    /** Its value is text, so that every session store can serialise it. */
    private static final String ATTRIBUTE = "dev.tallystick.secret";

    /** Servers' sessions have no put-if-absent, and two first pages at once must not replace each other's secret. */
    private static final Lock[] LOCKS =
            Stream.generate(ReentrantLock::new).limit(64).toArray(Lock[]::new);

    @Override
    public boolean needsSession() {
        return true;
    }

    @Override
    public List<Secret> read(RequestView request, boolean https) {
        SessionView session = request.session();
        Object value = session == null ? null : session.attribute(ATTRIBUTE);
        Secret secret = value instanceof String text ? Secret.parse(text, 0, text.length()) : null;
        return secret == null ? List.of() : List.of(secret);
    }

    @Override
    public Secret write(RequestView request, ResponseHead response, boolean https, Secret secret) {
        SessionView session = request.session();
        String id = session == null ? null : session.id();
        if (session == null || id == null) {
            (session == null ? SessionView.NONE : session).setAttribute(ATTRIBUTE, secret.reveal());
            return secret;
        }
        Lock lock = LOCKS[id.hashCode() & LOCKS.length - 1];
        lock.lock();
        try {
            List<Secret> kept = read(request, https);
            if (!kept.isEmpty()) {
                return kept.get(0);
            }
            session.setAttribute(ATTRIBUTE, secret.reveal());
            return secret;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean writesHeader() {
        return false;
    }
}
