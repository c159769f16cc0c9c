package dev.tallystick.reference.springwebflux;

import dev.tallystick.CsrfToken;
import dev.tallystick.reference.view.CookieNames;
import dev.tallystick.reference.view.Exchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import dev.tallystick.spring.webflux.TallystickWebFilter;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpCookie;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request with its form, session and user at hand, as the views ask for them. */
final class WebFluxExchange implements Exchange {

    private static final String USER = "user";
    private static final String SESSION = "SESSION";

    private final ServerWebExchange exchange;
    private final Optional<WebSession> session;
    private final Optional<Principal> principal;
    private final Form form;
    private Mono<Void> afterwards = Mono.empty();

    private WebFluxExchange(
            ServerWebExchange exchange, Optional<WebSession> session, Optional<Principal> principal, Form form) {
        this.exchange = exchange;
        this.session = session;
        this.principal = principal;
        this.form = form;
    }

    /** A form, or why there is none. */
    private static final class Form {
        private final Map<String, String> fields = new HashMap<>();
        private long fileBytes;
        private @Nullable Throwable failure;
    }

    /**
     * @param sessions where the login sessions are
     * @param beginsSession whether the view may have use for a session that there isn't yet
     */
    static Mono<WebFluxExchange> of(ServerWebExchange exchange, WebSessionStore sessions, boolean beginsSession) {
        return Mono.zip(
                        optional(beginsSession ? exchange.getSession() : presented(exchange, sessions)),
                        optional(exchange.<Principal>getPrincipal()),
                        form(exchange))
                .map(all -> new WebFluxExchange(exchange, all.getT1(), all.getT2(), all.getT3()));
    }

    private static <T> Mono<Optional<T>> optional(Mono<T> value) {
        return value.map(Optional::of).defaultIfEmpty(Optional.empty());
    }

    /** Only asked for if it is there: Spring takes the cookie of one that isn't away from the client. */
    private static Mono<WebSession> presented(ServerWebExchange exchange, WebSessionStore sessions) {
        List<HttpCookie> cookies = exchange.getRequest().getCookies().getOrDefault(SESSION, List.of());
        return Flux.fromIterable(cookies)
                .concatMap(cookie -> sessions.retrieveSession(cookie.getValue()))
                .next()
                .flatMap(there -> exchange.getSession());
    }

    private static Mono<Form> form(ServerWebExchange exchange) {
        Form form = new Form();
        return (isMultipart(exchange.getRequest()) ? multipart(exchange, form) : urlEncoded(exchange, form))
                .onErrorResume(e -> {
                    form.failure = e;
                    return Mono.empty();
                })
                .thenReturn(form);
    }

    /** As the beginning of the type says: it may have parameters that make it invalid. */
    private static boolean isMultipart(ServerHttpRequest request) {
        String type = request.getHeaders().getFirst("Content-Type");
        return type != null && type.regionMatches(true, 0, "multipart/form-data", 0, "multipart/form-data".length());
    }

    private static Mono<Void> urlEncoded(ServerWebExchange exchange, Form form) {
        // Empty where the body is none.
        return exchange.getFormData()
                .doOnNext(fields -> fields.forEach((name, values) ->
                        form.fields.put(name, values.isEmpty() || values.get(0) == null ? "" : values.get(0))))
                .then();
    }

    private static Mono<Void> multipart(ServerWebExchange exchange, Form form) {
        return exchange.getMultipartData()
                .flatMapMany(parts -> Flux.fromIterable(parts.values()).flatMapIterable(values -> values))
                .concatMap(part -> take(part, form))
                .then();
    }

    private static Mono<Void> take(Part part, Form form) {
        if (part instanceof FormFieldPart field) {
            form.fields.putIfAbsent(field.name(), field.value());
            return Mono.empty();
        }
        if (!(part instanceof FilePart)) {
            return Mono.empty();
        }
        return part.content()
                .doOnNext(buffer -> {
                    form.fileBytes += buffer.readableByteCount();
                    DataBufferUtils.release(buffer);
                })
                .then(part.delete());
    }

    @Override
    public String method() {
        return exchange.getRequest().getMethod().name();
    }

    @Override
    public String path() {
        return exchange.getRequest().getURI().getRawPath();
    }

    @Override
    public @Nullable String query() {
        return exchange.getRequest().getURI().getRawQuery();
    }

    @Override
    public String mount() {
        return TallystickWebFilter.mount(exchange);
    }

    @Override
    public @Nullable String user() {
        return principal
                .map(Principal::getName)
                .or(() -> session.map(there -> there.getAttribute(USER)))
                .orElse(null);
    }

    @Override
    public boolean isBehindCredential() {
        return TallystickWebFilter.decision(exchange).principal() != null;
    }

    @Override
    public List<String> cookieNames() {
        // The methods that show a header's lines directly differ between the versions of Spring.
        List<String> lines = exchange.getRequest().getHeaders().headerSet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Cookie"))
                .flatMap(header -> header.getValue().stream())
                .toList();
        return CookieNames.all(
                new ArrayList<>(exchange.getRequest().getCookies().keySet()), Collections.enumeration(lines));
    }

    @Override
    public @Nullable String field(String name) throws UnreadableBodyException {
        failIfUnreadable();
        return form.fields.get(name);
    }

    @Override
    public long fileBytes() throws UnreadableBodyException {
        failIfUnreadable();
        return form.fileBytes;
    }

    private void failIfUnreadable() throws UnreadableBodyException {
        if (form.failure != null) {
            throw new UnreadableBodyException(form.failure);
        }
    }

    @Override
    public void login(String user) {
        WebSession begun = session.orElseThrow();
        if (begun.isStarted()) {
            afterwards = begun.changeSessionId();
        }
        begun.getAttributes().put(USER, user);
    }

    @Override
    public void logout() {
        afterwards = session.map(WebSession::invalidate).orElse(Mono.empty());
    }

    /** What is left to be done once the view has answered. */
    Mono<Void> afterwards() {
        return afterwards;
    }

    @Override
    public @Nullable CsrfToken token() {
        return TallystickWebFilter.tokenIfAny(exchange);
    }
}
