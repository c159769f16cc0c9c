package dev.tallystick.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.http.server.HttpServerRequest;

/** What Reactor Netty knows of a request and Spring doesn't say; nothing on another server. */
final class NativeRequest {

    private static final boolean PRESENT =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServerRequest", NativeRequest.class.getClassLoader());

    private NativeRequest() {}

    /** The request target as sent; null if unknown. */
    static @Nullable String target(ServerHttpRequest request) {
        return PRESENT ? Netty.target(unwrapped(request)) : null;
    }

    /** Takes the cookies from the request itself, so that nobody finds them by unwrapping it. */
    static void removeCookies(ServerHttpRequest request) {
        if (PRESENT) {
            Netty.removeCookies(unwrapped(request));
        }
    }

    private static @Nullable Object unwrapped(ServerHttpRequest request) {
        ServerHttpRequest inner = request;
        while (inner instanceof ServerHttpRequestDecorator decorator) {
            inner = decorator.getDelegate();
        }
        try {
            return inner instanceof AbstractServerHttpRequest outermost ? outermost.getNativeRequest() : null;
        } catch (IllegalStateException e) {
            // Spring's mock of a request says so if it is asked.
            return null;
        }
    }

    /** Apart, so that its types are looked for only where they are. */
    private static final class Netty {

        private Netty() {}

        static @Nullable String target(@Nullable Object request) {
            return request instanceof HttpServerRequest netty ? netty.uri() : null;
        }

        static void removeCookies(@Nullable Object request) {
            if (request instanceof HttpServerRequest netty) {
                netty.requestHeaders().remove("Cookie");
            }
        }
    }
}
