package dev.tallystick.spring.webflux.test;

import dev.tallystick.http.Methods;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

/**
 * Requests with a CSRF token, for the tests of an application. A token is made by the application's own filter, as for a page
 * that shows a form, so it holds for this application alone. Safe for use by many threads.
 */
public final class TallystickWebTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TallystickWebTest() {}

    /**
     * For a {@code WebTestClient} that is bound to an application without a server:
     * {@code client.mutateWith(csrf()).post().uri("/web/transfers")}. Adds the secret's cookie, the header with the token and,
     * unless the test says otherwise, {@code Host} and {@code Origin} as a browser would send them. What the token is bound to
     * is the session that the request is in.
     *
     * @throws IllegalStateException of the returned value, if the application has no filter, or its views render no token for
     *     the path of a request
     */
    public static CsrfMutator csrf() {
        return new CsrfMutator(false);
    }

    /** Like {@link #csrf()}, with a token that doesn't hold: for a test that forgeries are refused. */
    public static CsrfMutator wrongCsrf() {
        return new CsrfMutator(true);
    }

    /**
     * For clients of a running server: {@code client.post().uri(address).headers(csrf(context, address))}. Call it last: cookies
     * that the headers hold by then, a login's for instance, are what the token is bound to; a server session only where
     * the application's {@code webSessionManager} is a bean, as Spring Boot has it.
     *
     * @param context of the application under test
     * @param address where the request goes
     * @throws IllegalStateException when it is applied, as {@link #csrf()}
     */
    public static Consumer<HttpHeaders> csrf(ApplicationContext context, URI address) {
        return headers -> {
            TestPage page = TestPage.openedAt(context, address, headers).block(PATIENCE);
            if (page != null) {
                page.addTo(headers);
            }
        };
    }

    /** For {@code WebClient}: adds to each unsafe request what {@link #csrf(ApplicationContext, URI)} adds. */
    public static ExchangeFilterFunction csrf(ApplicationContext context) {
        return (request, next) -> Methods.isSafe(request.method().name())
                ? next.exchange(request)
                : TestPage.openedAt(context, request.url(), request.headers())
                        .flatMap(page -> next.exchange(
                                ClientRequest.from(request).headers(page::addTo).build()));
    }
}
