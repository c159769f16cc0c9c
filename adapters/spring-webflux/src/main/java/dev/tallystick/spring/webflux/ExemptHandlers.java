package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfExempt;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether the handler that will answer carries {@link CsrfExempt}, itself or its class. It is found as Spring will find it,
 * by all mappings in their order, on an exchange that forgets what the look-up leaves behind.
 */
final class ExemptHandlers {

    /** Nothing when in doubt: a handler that can't be found is not exempt. */
    Mono<Boolean> answers(ServerWebExchange exchange) {
        ApplicationContext context = exchange.getApplicationContext();
        DispatcherHandler dispatcher = context == null
                ? null
                : context.getBeanProvider(DispatcherHandler.class).getIfUnique();
        List<HandlerMapping> mappings = dispatcher == null ? null : dispatcher.getHandlerMappings();
        if (mappings == null) {
            return Mono.just(false);
        }
        ServerWebExchange probe = new Probe(exchange);
        return Flux.fromIterable(mappings)
                .concatMap(mapping -> mapping.getHandler(probe))
                .next()
                .map(ExemptHandlers::isExempt)
                // No handler takes this request as it is; Spring will say so itself, if it gets that far.
                .onErrorReturn(RuntimeException.class, false)
                .defaultIfEmpty(false);
    }

    private static boolean isExempt(Object handler) {
        if (handler instanceof HandlerMethod method) {
            return AnnotatedElementUtils.hasAnnotation(method.getMethod(), CsrfExempt.class)
                    || AnnotatedElementUtils.hasAnnotation(method.getBeanType(), CsrfExempt.class);
        }
        return AnnotatedElementUtils.hasAnnotation(ClassUtils.getUserClass(handler), CsrfExempt.class);
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
