package dev.tallystick.jwt;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as some adapter would show it. */
final class TestRequest implements RequestView {

    private final String method;
    private final @Nullable String query;
    private final List<Map.Entry<String, String>> lines;

    private TestRequest(String method, @Nullable String query, List<Map.Entry<String, String>> lines) {
        this.method = method;
        this.query = query;
        this.lines = lines;
    }

    static TestRequest get() {
        return new TestRequest("GET", null, List.of());
    }

    static TestRequest bearing(String token) {
        return get().with("Authorization", "Bearer " + token);
    }

    TestRequest with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(lines);
        more.add(Map.entry(name, value));
        return new TestRequest(method, query, more);
    }

    TestRequest method(String method) {
        return new TestRequest(method, query, lines);
    }

    TestRequest query(String query) {
        return new TestRequest(method, query, lines);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return "/mobile/account";
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public String scheme() {
        return "https";
    }

    @Override
    public String peerAddress() {
        return "192.0.2.7";
    }

    @Override
    public @Nullable String serverAuthority() {
        return null;
    }

    @Override
    public Enumeration<String> headers(String name) {
        return Collections.enumeration(lines.stream()
                .filter(line -> line.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList());
    }

    @Override
    public @Nullable FormFields form() {
        throw new AssertionError("a JWT is never looked for in the body");
    }

    @Override
    public @Nullable SessionView session() {
        throw new AssertionError("a JWT is never looked for in the session");
    }
}
