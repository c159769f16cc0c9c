package dev.tallystick.token;

import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import java.util.List;

/**
 * Where the secret lives: in a cookie (double submit) or in the server session (synchronizer token). Implementations are
 * immutable.
 */
public sealed interface SecretStore permits CookieSecretStore, SessionSecretStore {

    /** The browser keeps the secret, in a cookie that no script can read. */
    static SecretStore cookie(CookieSettings settings) {
        return new CookieSecretStore(settings);
    }

    /** The server session keeps it; asking for a token begins one. */
    static SecretStore session() {
        return SessionSecretStore.INSTANCE;
    }

    /** Whether {@link RequestView#session()} must be there before this store is asked. */
    boolean needsSession();

    /**
     * The well-formed secrets that the request has, at most 32, the one that tokens are made for last.
     *
     * @param https whether the target origin is
     */
    List<Secret> read(RequestView request, boolean https);

    /**
     * Keeps a new secret for the client's next request.
     *
     * @return the secret that is kept: another one where another request of the same session was quicker
     */
    Secret write(RequestView request, ResponseHead response, boolean https, Secret secret);

    /** Whether {@link #write} sets a header, which must be done before the response is committed. */
    boolean writesHeader();
}
