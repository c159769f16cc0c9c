package dev.tallystick;

import dev.tallystick.http.RequestView;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * One request and what was decided of it, for logs, metrics and pages that show decisions. Immutable. What a client sent is
 * cut at 200 characters, without control characters, queries and fragments; it is still the client's word, so escape it
 * where it is shown.
 */
public final class DecisionEvent {

    private final Decision decision;
    private final String method;
    private final String path;
    private final @Nullable String mount;
    private final @Nullable String origin;
    private final @Nullable String fetchSite;
    private final @Nullable String referer;
    private final @Nullable String peer;

    DecisionEvent(RequestView request, @Nullable String mount, Decision decision) {
        this.decision = decision;
        this.method = LogText.of(request.method());
        this.path = LogText.path(request.path());
        this.mount = mount;
        this.origin = lines(request, "Origin", true);
        this.fetchSite = lines(request, "Sec-Fetch-Site", false);
        this.referer = lines(request, "Referer", true);
        this.peer = request.peerAddress();
    }

    private static @Nullable String lines(RequestView request, String name, boolean url) {
        Enumeration<String> lines = request.headers(name);
        if (!lines.hasMoreElements()) {
            return null;
        }
        String first = lines.nextElement();
        String shown = url ? LogText.path(first) : LogText.of(first);
        return lines.hasMoreElements() ? shown + " (and more lines)" : shown;
    }

    public Decision decision() {
        return decision;
    }

    public String method() {
        return method;
    }

    /** Still percent-encoded, below the application's root. */
    public String path() {
        return path;
    }

    /** The prefix of the mount that covers the path; empty if none does, null if the path is ambiguous. */
    public @Nullable String mount() {
        return mount;
    }

    /** The {@code Origin} header; null if there was none. */
    public @Nullable String origin() {
        return origin;
    }

    /** The {@code Sec-Fetch-Site} header; null if there was none. */
    public @Nullable String fetchSite() {
        return fetchSite;
    }

    /** The {@code Referer} header without query; null if there was none. */
    public @Nullable String referer() {
        return referer;
    }

    /** The peer's address; null where the connection has none. */
    public @Nullable String peer() {
        return peer;
    }

    /** The event as a line of a log. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(200)
                .append(decision.isAllowed() ? "allowed " : decision.isReportOnly() ? "would deny " : "denied ")
                .append(method)
                .append(' ')
                .append(path)
                .append(" mount=")
                .append(mount == null ? "-" : mount.isEmpty() ? "otherwise" : mount)
                .append(" rule=")
                .append(decision.rule().code())
                .append(" evidence=")
                .append(decision.evidence().code());
        Reason reason = decision.reason();
        if (reason != null) {
            line.append(" reason=").append(reason.code());
        }
        append(line, " origin=", origin);
        append(line, " sec-fetch-site=", fetchSite);
        append(line, " referer=", referer);
        append(line, " peer=", peer);
        if (reason != null) {
            line.append(": ").append(reason.meaning());
            String hint = decision.hint();
            if (hint != null) {
                line.append(' ').append(hint);
            }
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(name).append('"').append(value).append('"');
        }
    }
}
