package dev.tallystick.testing;

import dev.tallystick.CsrfToken;
import dev.tallystick.http.SessionView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser at https://bank.example, as far as cookies and what it says of its pages go. */
public final class Browser {

    public static final String SITE = "https://bank.example";

    private final FakeServer server;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private SessionView session = SessionView.NONE;

    private Browser(FakeServer server) {
        this.server = server;
    }

    /** One that has opened a page with a token, and so has a secret. */
    public static Browser on(FakeServer server) {
        Browser browser = new Browser(server);
        browser.open("/form").value();
        return browser;
    }

    /** One that has never been here. */
    public static Browser freshOn(FakeServer server) {
        return new Browser(server);
    }

    public Browser session(SessionView session) {
        this.session = session;
        return this;
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    /** The tokens of a page; what the page sets is kept. */
    public CsrfToken open(String path) {
        return open(get(path));
    }

    public CsrfToken open(FakeRequest.Builder request) {
        FakeResponse response = new FakeResponse() {
            @Override
            public void addHeader(String name, String value) {
                super.addHeader(name, value);
                if (name.equals("Set-Cookie")) {
                    int equals = value.indexOf('=');
                    cookies.put(value.substring(0, equals), value.substring(equals + 1, value.indexOf(';')));
                }
            }
        };
        return server.begin(request, response);
    }

    /** A new token for every action. */
    public String token() {
        return open("/form").value();
    }

    public FakeRequest.Builder get(String path) {
        return request("GET", path);
    }

    /** What a form of this site sends. */
    public FakeRequest.Builder post(String path) {
        return request("POST", path).origin(SITE);
    }

    public FakeRequest.Builder request(String method, String path) {
        FakeRequest.Builder request =
                FakeRequest.builder(method, path).host("bank.example").session(session);
        if (!cookies.isEmpty()) {
            request.cookie(cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; ")));
        }
        return request;
    }
}
