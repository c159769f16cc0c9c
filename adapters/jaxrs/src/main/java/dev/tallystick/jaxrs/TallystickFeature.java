package dev.tallystick.jaxrs;

import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.DecisionListener;
import dev.tallystick.DenialHandler;
import dev.tallystick.Guard;
import dev.tallystick.Protection;
import dev.tallystick.adapter.body.FormReader;
import dev.tallystick.http.SessionView;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Guards a Jakarta REST application: decides each request before a resource is looked for, answers those that are denied, and
 * hands tokens to the views of the rest. Register it in the {@link jakarta.ws.rs.core.Application}.
 *
 * <p>Views find the body as it was sent. Behind a JWT they see its subject as the user and no cookie.
 * {@link dev.tallystick.CsrfExempt} is honoured on root resource classes and their methods.
 *
 * <p>Safe for use by many threads; one feature can serve several applications.
 */
@ConstrainedTo(RuntimeType.SERVER)
public final class TallystickFeature implements Feature {

    private final Guard guard;
    private final FormReader forms;
    private final @Nullable Function<ContainerRequestContext, SessionView> sessions;
    private final Function<ContainerRequestContext, @Nullable String> peers;

    private TallystickFeature(Builder builder, Guard guard, FormReader forms) {
        this.guard = guard;
        this.forms = forms;
        this.sessions = builder.sessions;
        this.peers = builder.peers;
    }

    /**
     * @param protection a {@link dev.tallystick.Router}, or another protection, which then covers every path
     */
    public static Builder builder(Protection protection) {
        return new Builder(protection);
    }

    /**
     * The tokens of the request that is being answered.
     *
     * @throws IllegalStateException if there are none; the message says why
     */
    public static CsrfToken token(ContainerRequestContext context) {
        Exchange exchange = exchange(context);
        CsrfToken token = exchange.token();
        if (token != null) {
            return token;
        }
        if (decision(context).principal() != null) {
            throw new IllegalStateException(
                    "This request came with a JWT, which no other site can send, so it has no CSRF"
                            + " token: leave the hidden field out where TallystickFeature.decision(context).principal() isn't null.");
        }
        throw new IllegalStateException("No CSRF protection is mounted whose token this page could render: mount a"
                + " CsrfProtection, or leave the hidden field out.");
    }

    /** Whether views of this request render tokens: not behind a JWT, nor where no CSRF protection is mounted. */
    public static boolean hasToken(ContainerRequestContext context) {
        return exchange(context).token() != null;
    }

    /**
     * What was decided of the request that is being answered.
     *
     * @throws IllegalStateException if nothing was, or the request was denied, as in a filter of the application
     */
    public static Decision decision(ContainerRequestContext context) {
        Decision decision = exchange(context).decision();
        if (decision == null) {
            throw new IllegalStateException("This request was denied, or is still to be decided: ask in a view, or in a"
                    + " filter behind ours for requests that reach one.");
        }
        return decision;
    }

    /**
     * The prefix of the mount that covers the request; empty if none does.
     *
     * @throws IllegalStateException if nothing was decided of the request
     */
    public static String mount(ContainerRequestContext context) {
        return exchange(context).mount();
    }

    /**
     * The path below the application's root as it was sent, still percent-encoded; {@code UriInfo} shows it normalised.
     *
     * @throws IllegalStateException if nothing was decided of the request
     */
    public static String sentPath(ContainerRequestContext context) {
        return exchange(context).sentPath();
    }

    private static Exchange exchange(ContainerRequestContext context) {
        Exchange exchange = Exchange.of(context.getProperty(Exchange.PROPERTY));
        if (exchange == null) {
            throw new IllegalStateException(
                    "No TallystickFeature decided this request: register it in the Application that" + " answers it.");
        }
        return exchange;
    }

    @Override
    public boolean configure(FeatureContext context) {
        ExemptViews exemptViews = new ExemptViews();
        Gate gate = new Gate(guard, forms, sessions, peers, exemptViews);
        context.register(exemptViews);
        // Requests pass the lowest priority first, responses last. It is annotated: a negative one that is said here
        // counts for
        // none on Jersey.
        context.register(new DecidingFilter(gate));
        context.register(new ReachingFilter(gate));
        context.register(new LeavingFilter(gate));
        context.register(new BodyWatch());
        return true;
    }

    /** Collects options; {@link #build()} checks them together. */
    public static final class Builder {

        private final Guard.Builder guard;
        private @Nullable Function<ContainerRequestContext, SessionView> sessions;
        private Function<ContainerRequestContext, @Nullable String> peers = context -> null;
        private Path uploadDirectory = FormReader.defaultDirectory();
        private long maxUploadBytes = FormReader.DEFAULT_UPLOAD_BYTES;

        private Builder(Protection protection) {
            this.guard = Guard.builder(protection);
        }

        /** Is told of every decision; may be called several times. */
        public Builder listener(DecisionListener listener) {
            guard.listener(listener);
            return this;
        }

        /** Replaces the page and the body of denials. */
        public Builder denialHandler(DenialHandler handler) {
            guard.denialHandler(handler);
            return this;
        }

        /**
         * Where the application's login sessions are; Jakarta REST has none. The function is asked whenever the session
         * matters, so that one begun by the view counts at once. Never asked behind a JWT.
         *
         * @param sessions returns the session as it is now, whose id is null where there is none; never null
         */
        public Builder sessions(Function<ContainerRequestContext, SessionView> sessions) {
            this.sessions = sessions;
            return this;
        }

        /**
         * How the peer's IP address is found out, which Jakarta REST doesn't say and servers do. Without it no proxy's address
         * can be trusted.
         *
         * @param peers returns the address as text, or null where it isn't known; never what a client said in a header
         */
        public Builder peerAddress(Function<ContainerRequestContext, @Nullable String> peers) {
            this.peers = peers;
            return this;
        }

        /**
         * How long a multipart body may be, files included, that is searched for the token: 64 MiB by default. What is longer
         * is 413, unless the token comes in the header, for then the body isn't touched.
         */
        public Builder maxUploadBytes(long bytes) {
            this.maxUploadBytes = bytes;
            return this;
        }

        /** Where the larger multipart bodies are kept until their view has read them; the JDK's directory by default. */
        public Builder uploadDirectory(Path directory) {
            this.uploadDirectory = directory;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an option has no usable value, or the login sessions are needed and nobody said
         *     where they are
         */
        public TallystickFeature build() {
            Guard built = guard.build();
            if (built.needsSession() && sessions == null) {
                throw new IllegalArgumentException(
                        "The CSRF protection binds its tokens to the server session or keeps its"
                                + " secret there, and Jakarta REST has no sessions: say where yours are with"
                                + " TallystickFeature.Builder.sessions, or what stands for the login with"
                                + " CsrfProtection.Builder.sessionBinding: SessionBinding.cookie(NAME), a function, or none()");
            }
            return new TallystickFeature(this, built, FormReader.of(uploadDirectory, maxUploadBytes));
        }
    }
}
