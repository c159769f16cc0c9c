package dev.tallystick.reference.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.tallystick.CsrfToken;
import dev.tallystick.http.UrlEncoded;
import dev.tallystick.jdkhttpserver.TallystickFilter;
import dev.tallystick.reference.view.CookieNames;
import dev.tallystick.reference.view.Exchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JDK server's exchange, read as an application has to: the server parses neither cookies nor forms. */
final class JdkExchange implements Exchange {

    private static final int MOST_FORM_BYTES = 4 * 1024 * 1024;
    private static final String USER = "user";

    private final HttpExchange exchange;
    private final MemorySessions sessions;
    private @Nullable Body body;

    /**
     * What a form holds.
     *
     * @param fileBytes how long the files of a multipart body are together
     */
    record Body(Map<String, List<String>> fields, long fileBytes) {}

    JdkExchange(HttpExchange exchange, MemorySessions sessions) {
        this.exchange = exchange;
        this.sessions = sessions;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public String path() {
        return exchange.getRequestURI().getRawPath();
    }

    @Override
    public @Nullable String query() {
        return exchange.getRequestURI().getRawQuery();
    }

    @Override
    public String mount() {
        return TallystickFilter.mount(exchange);
    }

    @Override
    public @Nullable String user() {
        HttpPrincipal principal = exchange.getPrincipal();
        return principal == null ? (String) sessions.of(exchange).attribute(USER) : principal.getUsername();
    }

    @Override
    public boolean isBehindCredential() {
        return TallystickFilter.decision(exchange).principal() != null;
    }

    @Override
    public List<String> cookieNames() {
        List<String> lines = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
        return CookieNames.all(List.of(), Collections.enumeration(lines));
    }

    @Override
    public @Nullable String field(String name) throws UnreadableBodyException {
        List<String> values = body().fields().getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public long fileBytes() throws UnreadableBodyException {
        return body().fileBytes();
    }

    private Body body() throws UnreadableBodyException {
        if (body == null) {
            try {
                body = read();
            } catch (IOException | RuntimeException e) {
                throw new UnreadableBodyException(e);
            }
        }
        return body;
    }

    private Body read() throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String known = type == null ? "" : type.toLowerCase(Locale.ROOT);
        if (known.startsWith("application/x-www-form-urlencoded")) {
            byte[] octets = exchange.getRequestBody().readNBytes(MOST_FORM_BYTES);
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            return new Body(UrlEncoded.parse(text, StandardCharsets.UTF_8), 0);
        }
        return known.startsWith("multipart/form-data") ? Multipart.read(exchange, type) : new Body(Map.of(), 0);
    }

    @Override
    public void login(String user) {
        sessions.renew(exchange);
        sessions.of(exchange).setAttribute(USER, user);
    }

    @Override
    public void logout() {
        sessions.end(exchange);
    }

    @Override
    public @Nullable CsrfToken token() {
        return isBehindCredential() ? null : TallystickFilter.token(exchange);
    }
}
