package dev.tallystick.spring.webflux.test;

import dev.tallystick.CsrfToken;
import dev.tallystick.http.Ascii;
import dev.tallystick.spring.webflux.TallystickWebFilter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;

/** What a browser holds that has opened a page with a form: the page's token, and the cookies that came with it. */
final class TestPage {

    private final String headerName;
    private final String token;
    private final String host;
    private final String origin;
    private final List<String> cookies;

    private TestPage(String headerName, String token, String host, String origin, List<String> cookies) {
        this.headerName = headerName;
        this.token = token;
        this.host = host;
        this.origin = origin;
        this.cookies = List.copyOf(cookies);
    }

    /** Opened by the browser that is about to send this request: with its cookies, and in its session. */
    static Mono<TestPage> openedBeside(ServerWebExchange sent) {
        ServerHttpRequest request = sent.getRequest();
        WebSessionManager sessions = page -> sent.getSession();
        return open(
                sent.getApplicationContext(),
                request.getURI(),
                request.getPath().contextPath().value(),
                request.getHeaders(),
                sessions);
    }

    /** Opened by a browser that keeps the cookies among these headers. */
    static Mono<TestPage> openedAt(ApplicationContext context, URI address, HttpHeaders headers) {
        String name = WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME;
        WebSessionManager sessions = context.containsBean(name)
                ? context.getBean(name, WebSessionManager.class)
                : new DefaultWebSessionManager();
        String basePath = context.getEnvironment().getProperty("spring.webflux.base-path", "");
        boolean isBelow = (address.getRawPath() + "/").startsWith(basePath + "/");
        return open(context, address, isBelow ? basePath : "", headers, sessions);
    }

    private static Mono<TestPage> open(
            @Nullable ApplicationContext context,
            URI address,
            String basePath,
            HttpHeaders sent,
            WebSessionManager sessions) {
        TallystickWebFilter filter = context == null
                ? null
                : context.getBeanProvider(TallystickWebFilter.class).getIfAvailable();
        if (filter == null) {
            return Mono.error(
                    new IllegalStateException("The application under test has no TallystickWebFilter bean, which"
                            + " could make a token: bind the client to the application's context, and let the context have the"
                            + " filter."));
        }
        String host = hostOf(address, sent);
        MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.method(HttpMethod.GET, address)
                .contextPath(basePath)
                .header(HttpHeaders.HOST, host)
                .header(HttpHeaders.ACCEPT, "text/html");
        for (String line : lines(sent, HttpHeaders.COOKIE)) {
            request.header(HttpHeaders.COOKIE, line);
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    request.cookie(new HttpCookie(
                            pair.substring(0, equals).strip(),
                            pair.substring(equals + 1).strip()));
                }
            }
        }
        MockServerWebExchange page =
                MockServerWebExchange.builder(request).sessionManager(sessions).build();
        String origin = ("https".equals(address.getScheme()) ? "https://" : "http://") + host;
        Rendering view = new Rendering();
        return filter.filter(page, view).then(Mono.fromSupplier(() -> view.page(page, host, origin)));
    }

    /** With the port unless it is the usual one. A test without a server may well name no host. */
    private static String hostOf(URI address, HttpHeaders sent) {
        String host = sent.getFirst(HttpHeaders.HOST);
        if (host != null) {
            return host;
        }
        return address.getRawAuthority() == null ? "localhost" : address.getRawAuthority();
    }

    /** The lines of a header. The methods that say so directly differ between the versions of Spring. */
    private static List<String> lines(HttpHeaders headers, String name) {
        List<String> lines = new ArrayList<>();
        headers.headerSet().forEach(entry -> {
            if (Ascii.equalsIgnoreCase(entry.getKey(), name)) {
                lines.addAll(entry.getValue());
            }
        });
        return lines;
    }

    /** The same with a token that no key has signed. */
    TestPage withWrongToken() {
        char last = token.charAt(token.length() - 1);
        String wrong = token.substring(0, token.length() - 1) + (last == 'A' ? 'Q' : 'A');
        return new TestPage(headerName, wrong, host, origin, cookies);
    }

    ServerWebExchange addTo(ServerWebExchange exchange) {
        return exchange.mutate()
                .request(request -> request.headers(headers -> {
                    if (headers.getFirst(HttpHeaders.HOST) == null) {
                        // Every browser sends one, and Spring's mock doesn't.
                        headers.set(HttpHeaders.HOST, host);
                    }
                    addTo(headers);
                }))
                .build();
    }

    void addTo(HttpHeaders headers) {
        List<String> all = new ArrayList<>(lines(headers, HttpHeaders.COOKIE));
        all.addAll(cookies);
        if (!all.isEmpty()) {
            headers.set(HttpHeaders.COOKIE, String.join("; ", all));
        }
        headers.set(headerName, token);
        if (headers.getFirst(HttpHeaders.ORIGIN) == null && headers.getFirst("Sec-Fetch-Site") == null) {
            headers.set(HttpHeaders.ORIGIN, origin);
        }
    }

    /** The page: all it does is to show a token. */
    private static final class Rendering implements WebFilterChain {

        private @Nullable CsrfToken tokens;
        private @Nullable String token;

        @Override
        public Mono<Void> filter(ServerWebExchange shown) {
            return Mono.defer(() -> {
                tokens = TallystickWebFilter.tokenIfAny(shown);
                token = tokens == null ? null : tokens.value();
                return shown.getResponse().setComplete();
            });
        }

        TestPage page(ServerWebExchange page, String host, String origin) {
            if (tokens == null || token == null) {
                throw new IllegalStateException("No page at "
                        + page.getRequest().getPath().value()
                        + " could show a CSRF token: what is mounted there isn't checked for forgery (the filter answered "
                        + page.getResponse().getStatusCode() + ").");
            }
            List<String> cookies = lines(page.getResponse().getHeaders(), HttpHeaders.SET_COOKIE).stream()
                    .map(line -> line.substring(0, (line + ";").indexOf(';')))
                    .toList();
            return new TestPage(tokens.headerName(), token, host, origin, cookies);
        }
    }
}
