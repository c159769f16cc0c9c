package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfExempt;
import java.lang.System.Logger.Level;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether the handler that will answer carries {@link CsrfExempt}, itself or its class. It is found as Spring will find it,
 * by all mappings in their order, on an exchange that forgets what the look-up leaves behind. A filter in between may make
 * another request of it (a form's {@code _method}, say), so that the handler is looked at again when Spring has chosen it.
 */
final class ExemptHandlers {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final AtomicBoolean NOT_FIRST_WARNING = new AtomicBoolean();
    private static final String FORESEEN = ExemptHandlers.class.getName() + ".foreseen";

    /** Nothing when in doubt: a handler that can't be found, or couldn't be looked at again, is not exempt. */
    Mono<Boolean> answers(ServerWebExchange exchange) {
        List<HandlerMapping> mappings = mappingsOf(exchange);
        return firstOf(mappings, new Probe(exchange))
                .map(handler -> isExempt(handler) && isCheckedFirst(mappings))
                .doOnNext(exempt -> {
                    if (exempt) {
                        exchange.getAttributes().put(FORESEEN, true);
                    }
                })
                // No handler takes this request as it is; Spring will say so itself, if it gets that far.
                .onErrorReturn(RuntimeException.class, false)
                .defaultIfEmpty(false);
    }

    /**
     * Of a request that was let through for an exempt handler, the handler that Spring chooses; an error if that isn't exempt.
     * Empty for every other request, whose handler the other mappings will find.
     */
    Mono<Object> chosen(ServerWebExchange exchange) {
        if (exchange.getAttribute(FORESEEN) == null) {
            return Mono.empty();
        }
        return firstOf(mappingsOf(exchange), exchange)
                .switchIfEmpty(Mono.error(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)))
                .flatMap(handler -> isExempt(handler) ? Mono.just(handler) : refused());
    }

    private static Mono<Object> refused() {
        return Mono.error(() -> {
            LOG.log(
                    Level.WARNING,
                    "refused a request that was let through for a handler with @CsrfExempt and then came to another: a filter"
                            + " changed its method or path in between. Exempt the path instead (tallystick.exempt), or put"
                            + " that filter before Tallystick's.");
            return new ResponseStatusException(HttpStatus.FORBIDDEN);
        });
    }

    private static List<HandlerMapping> mappingsOf(ServerWebExchange exchange) {
        ApplicationContext context = exchange.getApplicationContext();
        DispatcherHandler dispatcher = context == null
                ? null
                : context.getBeanProvider(DispatcherHandler.class).getIfUnique();
        List<HandlerMapping> mappings = dispatcher == null ? null : dispatcher.getHandlerMappings();
        return mappings == null ? List.of() : mappings;
    }

    /** The handler that the application's own mappings have for a request. */
    private static Mono<Object> firstOf(List<HandlerMapping> mappings, ServerWebExchange exchange) {
        return Flux.fromIterable(mappings)
                .filter(mapping -> !(mapping instanceof TallystickWebFilter))
                .concatMap(mapping -> mapping.getHandler(exchange))
                .next();
    }

    private static boolean isCheckedFirst(List<HandlerMapping> mappings) {
        if (mappings.get(0) instanceof TallystickWebFilter) {
            return true;
        }
        if (NOT_FIRST_WARNING.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "@CsrfExempt has no effect: TallystickWebFilter can't see which handler is chosen in the end. Let it be"
                            + " a bean, and no HandlerMapping come before it.");
        }
        return false;
    }

    private static boolean isExempt(Object handler) {
        return handler instanceof HandlerMethod method
                ? isAnnotated(method.getMethod()) || isAnnotated(method.getBeanType())
                : isAnnotated(ClassUtils.getUserClass(handler));
    }

    /** Directly, or by an annotation of the application's that carries it; not from a superclass or an interface. */
    private static boolean isAnnotated(AnnotatedElement element) {
        return MergedAnnotations.from(element).isPresent(CsrfExempt.class);
    }

    /** Reads like the exchange, and changes nothing of it: not its attributes, its body, its session or its response. */
    private static final class Probe extends ServerWebExchangeDecorator {

        private final Map<String, Object> attributes;
        private final ServerHttpRequest request;
        private final ServerHttpResponse response;

        Probe(ServerWebExchange exchange) {
            super(exchange);
            this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
            this.request = new UnreadRequest(exchange.getRequest());
            this.response = new UnwrittenResponse(exchange.getResponse());
        }

        @Override
        public Map<String, Object> getAttributes() {
            return attributes;
        }

        @Override
        public ServerHttpRequest getRequest() {
            return request;
        }

        @Override
        public ServerHttpResponse getResponse() {
            return response;
        }
    }

    private static final class UnreadRequest extends ServerHttpRequestDecorator {

        UnreadRequest(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.empty();
        }
    }

    /** Takes what Spring's CORS says for a request before its handler runs. */
    private static final class UnwrittenResponse extends ServerHttpResponseDecorator {

        private final HttpHeaders headers = new HttpHeaders();

        UnwrittenResponse(ServerHttpResponse response) {
            super(response);
        }

        @Override
        public boolean setStatusCode(@Nullable HttpStatusCode status) {
            return true;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            return Flux.from(body).doOnNext(DataBufferUtils::release).then();
        }

        @Override
        public Mono<Void> setComplete() {
            return Mono.empty();
        }
    }
}
