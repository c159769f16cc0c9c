package dev.tallystick.testing;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request whose every answer is set by hand. Form and session are there from the start or, as on a real server, only once
 * somebody has fetched them: see {@link FakeServer}.
 */
public final class FakeRequest implements RequestView {

    private final Builder values;
    private final Set<String> namesAsked = new TreeSet<>();
    private @Nullable FormFields form;
    private @Nullable SessionView session;

    private FakeRequest(Builder values) {
        this.values = values;
    }

    public static Builder builder(String method, String path) {
        return new Builder(method, path);
    }

    public static Builder get(String path) {
        return builder("GET", path);
    }

    public static Builder post(String path) {
        return builder("POST", path);
    }

    /** Reads the body, as a server does when it is asked for the form. */
    void readForm() {
        form = values.form;
    }

    /** Looks the session up. */
    public void lookUpSession() {
        session = values.session;
    }

    @Override
    public String method() {
        return values.method;
    }

    @Override
    public String path() {
        return values.path;
    }

    @Override
    public String contextPath() {
        return values.contextPath;
    }

    @Override
    public @Nullable String query() {
        return values.query;
    }

    @Override
    public String scheme() {
        return values.scheme;
    }

    @Override
    public @Nullable String peerAddress() {
        return values.peer;
    }

    @Override
    public @Nullable String targetAuthority() {
        return values.targetAuthority;
    }

    @Override
    public @Nullable String serverAuthority() {
        return values.serverAuthority;
    }

    @Override
    public Enumeration<String> headers(String name) {
        namesAsked.add(name);
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> header : values.headers) {
            if (Ascii.equalsIgnoreCase(header.getKey(), name)) {
                lines.add(header.getValue());
            }
        }
        return Collections.enumeration(lines);
    }

    /** The headers that somebody has looked at so far. */
    public Set<String> namesAsked() {
        return namesAsked;
    }

    @Override
    public boolean dispatchesTo(String path) {
        return values.dispatchesTo.test(path);
    }

    @Override
    public boolean isExtendedConnect() {
        return values.extendedConnect;
    }

    @Override
    public boolean isHandlerExempt() {
        return values.handlerExempt;
    }

    @Override
    public @Nullable FormFields form() {
        return form;
    }

    @Override
    public @Nullable SessionView session() {
        return session;
    }

    @Override
    public String toString() {
        return values.method + " " + values.path + (values.query == null ? "" : "?" + values.query) + " "
                + values.headers;
    }

    /** Collects the answers; each build is a request of its own. */
    public static final class Builder {

        private String method;
        private String path;
        private String contextPath = "";
        private @Nullable String query;
        private String scheme = "https";
        private @Nullable String peer = "192.0.2.7";
        private @Nullable String targetAuthority;
        private @Nullable String serverAuthority;
        private List<Map.Entry<String, String>> headers = new ArrayList<>();
        private Predicate<String> dispatchesTo = path -> true;
        private boolean extendedConnect;
        private boolean handlerExempt;
        private FormFields form = FormFields.none(FormFields.State.NOT_A_FORM);
        private SessionView session = SessionView.NONE;

        private Builder(String method, String path) {
            this.method = method;
            this.path = path;
        }

        public Builder method(String method) {
            this.method = method;
            return this;
        }

        public Builder path(String path) {
            this.path = path;
            return this;
        }

        public Builder contextPath(String contextPath) {
            this.contextPath = contextPath;
            return this;
        }

        public Builder query(@Nullable String query) {
            this.query = query;
            return this;
        }

        public Builder scheme(String scheme) {
            this.scheme = scheme;
            return this;
        }

        public Builder peer(@Nullable String address) {
            this.peer = address;
            return this;
        }

        public Builder targetAuthority(@Nullable String authority) {
            this.targetAuthority = authority;
            return this;
        }

        public Builder serverAuthority(@Nullable String authority) {
            this.serverAuthority = authority;
            return this;
        }

        /** Adds a line; lines of the same name stay. */
        public Builder header(String name, String value) {
            headers.add(Map.entry(name, value));
            return this;
        }

        /** Adds a line before all others. */
        public Builder headerInFront(String name, String value) {
            headers.add(0, Map.entry(name, value));
            return this;
        }

        /** Adds lines, each as {@code Name: value}. */
        public Builder lines(List<String> lines) {
            for (String line : lines) {
                int colon = line.indexOf(':');
                header(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            return this;
        }

        public Builder host(String host) {
            return header("Host", host);
        }

        public Builder origin(String origin) {
            return header("Origin", origin);
        }

        public Builder site(String site) {
            return header("Sec-Fetch-Site", site);
        }

        public Builder cookie(String nameAndValue) {
            return header("Cookie", nameAndValue);
        }

        public Builder dispatchesTo(Predicate<String> dispatchesTo) {
            this.dispatchesTo = dispatchesTo;
            return this;
        }

        public Builder extendedConnect() {
            this.extendedConnect = true;
            return this;
        }

        public Builder handlerExempt() {
            this.handlerExempt = true;
            return this;
        }

        /** A form body with one field. */
        public Builder form(String name, String... values) {
            return form(FormFields.of(Map.of(name, List.of(values))));
        }

        public Builder form(FormFields form) {
            this.form = form;
            return this;
        }

        public Builder session(SessionView session) {
            this.session = session;
            return this;
        }

        /** Another builder with the same answers so far. */
        public Builder copy() {
            Builder copy = new Builder(method, path);
            copy.contextPath = contextPath;
            copy.query = query;
            copy.scheme = scheme;
            copy.peer = peer;
            copy.targetAuthority = targetAuthority;
            copy.serverAuthority = serverAuthority;
            copy.headers = new ArrayList<>(headers);
            copy.dispatchesTo = dispatchesTo;
            copy.extendedConnect = extendedConnect;
            copy.handlerExempt = handlerExempt;
            copy.form = form;
            copy.session = session;
            return copy;
        }

        public FakeRequest build() {
            return new FakeRequest(copy());
        }
    }
}
