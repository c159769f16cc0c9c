package dev.tallystick.browsers.arena;

import dev.tallystick.bank.watch.Sighting;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that reached the bank, and what became of it.
 *
 * @param mount the mount it was meant for, for instance {@code web}
 * @param path the path below the mount
 * @param headers of those that say where it comes from, the ones that were sent, as they were sent
 * @param hasLogin whether the victim's session cookie came along
 * @param status of the answer
 * @param sighting the bank's own record of it, with the guard's decision; null if the request never came so far
 */
public record Seen(
        String mount,
        String method,
        String path,
        Map<String, String> headers,
        boolean hasLogin,
        int status,
        @Nullable Sighting sighting) {

    /** The headers that are kept. */
    static final List<String> HEADERS = List.of(
            "Origin",
            "Referer",
            "Sec-Fetch-Site",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Dest",
            "Sec-Fetch-User",
            "Content-Type",
            "Access-Control-Request-Method");

    public Seen {
        headers = Map.copyOf(headers);
    }

    /** Whether the guard let it pass; so does a bank that isn't asked. */
    public boolean isAllowed() {
        return sighting == null || sighting.isAllowed();
    }

    /** Why the guard refused it; null if it didn't. */
    public @Nullable String reason() {
        return sighting == null ? null : sighting.reason();
    }

    /** A header as it was sent; null if it wasn't. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
