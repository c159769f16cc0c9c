package dev.tallystick.reference.helidon;

import dev.tallystick.CsrfToken;
import dev.tallystick.helidon.TallystickRouting;
import dev.tallystick.http.UrlEncoded;
import dev.tallystick.reference.view.CookieNames;
import dev.tallystick.reference.view.Exchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Helidon's request, read by its own methods as any application would. */
final class HelidonExchange implements Exchange {

    private static final int MOST_FORM_BYTES = 4 * 1024 * 1024;
    private static final String USER = "user";

    private final ServerRequest request;
    private final ServerResponse response;
    private final MemorySessions sessions;
    private @Nullable Body body;

    /**
     * What a form holds.
     *
     * @param fileBytes how long the files of a multipart body are together
     */
    record Body(Map<String, List<String>> fields, long fileBytes) {}

    HelidonExchange(ServerRequest request, ServerResponse response, MemorySessions sessions) {
        this.request = request;
        this.response = response;
        this.sessions = sessions;
    }

    @Override
    public String method() {
        return request.prologue().method().text();
    }

    /** Of an absolute target, the server shows all of it. */
    @Override
    public String path() {
        String path = request.prologue().uriPath().rawPath();
        return path.startsWith("/") ? path : URI.create(path).getRawPath();
    }

    @Override
    public @Nullable String query() {
        return request.query().rawValue();
    }

    @Override
    public String mount() {
        return TallystickRouting.mount(request);
    }

    @Override
    public @Nullable String user() {
        Principal principal = TallystickRouting.decision(request).principal();
        return principal == null ? (String) sessions.of(request, response).attribute(USER) : principal.getName();
    }

    @Override
    public boolean isBehindCredential() {
        return TallystickRouting.decision(request).principal() != null;
    }

    @Override
    public List<String> cookieNames() {
        List<String> lines = request.headers().all(HeaderNames.COOKIE, List::of);
        Set<String> names = new LinkedHashSet<>(CookieNames.all(List.of(), Collections.enumeration(lines)));
        names.addAll(request.headers().cookies().names());
        return List.copyOf(names);
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
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        String known = type.toLowerCase(Locale.ROOT);
        if (!request.content().hasEntity()) {
            return new Body(Map.of(), 0);
        }
        // Helidon's own reader of forms leaves out a field whose value is empty.
        if (known.startsWith("application/x-www-form-urlencoded")) {
            byte[] octets = request.content().inputStream().readNBytes(MOST_FORM_BYTES);
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            return new Body(UrlEncoded.parse(text, StandardCharsets.UTF_8), 0);
        }
        return known.startsWith("multipart/form-data") ? Multipart.read(request, type) : new Body(Map.of(), 0);
    }

    @Override
    public void login(String user) {
        sessions.renew(request, response);
        sessions.of(request, response).setAttribute(USER, user);
    }

    @Override
    public void logout() {
        sessions.end(request, response);
    }

    @Override
    public @Nullable CsrfToken token() {
        return isBehindCredential() ? null : TallystickRouting.token(request);
    }
}
