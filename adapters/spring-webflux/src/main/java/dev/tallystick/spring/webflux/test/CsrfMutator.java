package dev.tallystick.spring.webflux.test;

import org.jspecify.annotations.Nullable;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.test.web.reactive.server.MockServerConfigurer;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClientConfigurer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;

/**
 * Gives the requests of a {@code WebTestClient} a token; made by {@link TallystickWebTest#csrf()}. Immutable.
 *
 * <p>Only where the client is bound to an application without a server: of a running one, a test gets the headers by
 * {@link TallystickWebTest#csrf(org.springframework.context.ApplicationContext, java.net.URI)}.
 */
public final class CsrfMutator implements WebTestClientConfigurer, MockServerConfigurer {

    private final boolean wrong;

    CsrfMutator(boolean wrong) {
        this.wrong = wrong;
    }

    /** Called by Spring. */
    @Override
    public void beforeServerCreated(WebHttpHandlerBuilder builder) {
        builder.filters(filters -> filters.add(0, new Sender(wrong)));
    }

    /**
     * Called by Spring.
     *
     * @throws IllegalStateException if the client talks to a running server
     */
    @Override
    public void afterConfigurerAdded(
            WebTestClient.Builder client,
            @Nullable WebHttpHandlerBuilder application,
            @Nullable ClientHttpConnector connector) {
        if (application == null) {
            throw new IllegalStateException(
                    "csrf() is for a WebTestClient that is bound to an application; this one talks to"
                            + " a running server: add .headers(csrf(context, address)) to the request instead.");
        }
        beforeServerCreated(application);
    }

    /** Stands where the browser would be. */
    private record Sender(boolean wrong) implements WebFilter {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            return TestPage.openedBeside(exchange)
                    .flatMap(page -> chain.filter((wrong ? page.withWrongToken() : page).addTo(exchange)));
        }
    }
}
