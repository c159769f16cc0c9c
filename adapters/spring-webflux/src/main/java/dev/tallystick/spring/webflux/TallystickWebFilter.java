package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.DecisionListener;
import dev.tallystick.DenialHandler;
import dev.tallystick.Guard;
import dev.tallystick.Protection;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.view.RequestDataValueProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Guards an application of Spring WebFlux: decides each request before anything else sees it, answers those that are denied,
 * and gives CSRF tokens to the handlers of the rest. A bean of this type is all that an application needs; it goes before all
 * other filters. Immutable and safe for use by many threads; nothing blocks an event loop.
 *
 * <p>A second one behind it lets pass what the first let pass: each request is decided once.
 */
public final class TallystickWebFilter implements WebFilter, HandlerMapping, Ordered {

    /**
     * The attribute of an exchange that holds its {@link CsrfToken}; there is none behind a JWT. Not {@code _csrf}, which Spring
     * Security takes for one of its own.
     */
    public static final String TOKEN_ATTRIBUTE = "dev.tallystick.CsrfToken";

    // As in core, which looks for both in the attributes of a page.
    private static final String DECISION_ATTRIBUTE = "dev.tallystick.decision";

    private static final String MOUNT_ATTRIBUTE = "dev.tallystick.mount";

    private final Guard guard;
    private final FormReader forms;
    private final ExemptHandlers exemptHandlers = new ExemptHandlers();

    private TallystickWebFilter(Builder builder) {
        this.guard = builder.guard.build();
        this.forms = new FormReader(builder.uploadDirectory, builder.maxUploadBytes);
    }

    /**
     * @param protection a {@link dev.tallystick.Router}, or another protection, which then covers every path
     */
    public static Builder builder(Protection protection) {
        return new Builder(protection);
    }

    /**
     * The tokens of a request.
     *
     * @throws IllegalStateException if there are none: the filter didn't run, or the request came with a JWT
     */
    public static CsrfToken token(ServerWebExchange exchange) {
        CsrfToken token = tokenIfAny(exchange);
        if (token != null) {
            return token;
        }
        throw new IllegalStateException("This request has no CSRF tokens: either TallystickWebFilter isn't among the"
                + " application's WebFilter beans, or the request came with a JWT, behind which no page needs one.");
    }

    /** The tokens of a request; null if there are none, as behind a JWT. */
    public static @Nullable CsrfToken tokenIfAny(ServerWebExchange exchange) {
        return exchange.getAttribute(TOKEN_ATTRIBUTE) instanceof CsrfToken token ? token : null;
    }

    /**
     * What was decided on a request that was let through.
     *
     * @throws IllegalStateException if the filter didn't run
     */
    public static Decision decision(ServerWebExchange exchange) {
        if (exchange.getAttribute(DECISION_ATTRIBUTE) instanceof Decision decision) {
            return decision;
        }
        throw new IllegalStateException("TallystickWebFilter hasn't seen this request: let it be a WebFilter bean.");
    }

    /** The prefix of the mount that covers the request; empty where none does, or where the filter didn't run. */
    public static String mount(ServerWebExchange exchange) {
        return exchange.getAttribute(MOUNT_ATTRIBUTE) instanceof String mount ? mount : "";
    }

    /**
     * Lets controllers have a {@link CsrfToken} as an argument, or an {@code Optional} of one where a JWT may be the door too.
     * For {@code WebFluxConfigurer.configureArgumentResolvers}.
     */
    public static HandlerMethodArgumentResolver tokenArgument() {
        return new CsrfTokenArgument();
    }

    /**
     * Puts the hidden field into the forms of templates, Thymeleaf's for instance: into every form that changes state on this
     * site, and into none that goes to another. To be a bean named {@code requestDataValueProcessor}.
     *
     * @param other is asked too; null if the application has none. One that was made here is given back
     */
    public static RequestDataValueProcessor hiddenFields(@Nullable RequestDataValueProcessor other) {
        return other instanceof HiddenFields ? other : new HiddenFields(other);
    }

    /** Before all others, as a filter and as a mapping, but those of the very highest precedence: a filter for CORS, say. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getAttribute(DECISION_ATTRIBUTE) instanceof Decision) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> new Exchange(exchange, chain, guard, forms, exemptHandlers).decide());
    }

    /**
     * Called by Spring, which takes every bean of this kind for a mapping of handlers: has none of its own, and sees to it that
     * a request that passed since its handler is exempt is answered by an exempt handler.
     */
    @Override
    public Mono<Object> getHandler(ServerWebExchange exchange) {
        return exemptHandlers.chosen(exchange);
    }

    static void keep(ServerWebExchange exchange, Decision decision, @Nullable String mount, @Nullable CsrfToken token) {
        exchange.getAttributes().put(DECISION_ATTRIBUTE, decision);
        if (mount != null) {
            exchange.getAttributes().put(MOUNT_ATTRIBUTE, mount);
        }
        if (token != null) {
            exchange.getAttributes().put(TOKEN_ATTRIBUTE, token);
        }
    }

    /** Collects what the filter is built with. */
    public static final class Builder {

        private final Guard.Builder guard;
        private long maxUploadBytes = 64L * 1024 * 1024;
        private Path uploadDirectory = Path.of(System.getProperty("java.io.tmpdir"));

        private Builder(Protection protection) {
            this.guard = Guard.builder(protection);
        }

        /** Is told of every decision, on the event loop; may be called several times. */
        public Builder listener(DecisionListener listener) {
            guard.listener(listener);
            return this;
        }

        /** Replaces the page and the body of denials. */
        public Builder denialHandler(DenialHandler handler) {
            guard.denialHandler(handler);
            return this;
        }

        /** How long a multipart body may be, files included, that is searched for the token; more is 413. */
        public Builder maxUploadBytes(long bytes) {
            this.maxUploadBytes = bytes;
            return this;
        }

        /** Where multipart bodies over 64 KiB are kept while they are searched, in a file without a name. */
        public Builder uploadDirectory(Path directory) {
            this.uploadDirectory = directory;
            return this;
        }

        /**
         * @throws IllegalStateException if a bound is less than 1, or the directory isn't one
         */
        public TallystickWebFilter build() {
            if (maxUploadBytes < 1) {
                throw new IllegalStateException(
                        "maxUploadBytes " + maxUploadBytes + " must be 1 or more, for instance 67108864");
            }
            if (!Files.isDirectory(uploadDirectory)) {
                throw new IllegalStateException(
                        "uploadDirectory " + uploadDirectory + " is no directory: make it, or name another");
            }
            return new TallystickWebFilter(this);
        }
    }
}
