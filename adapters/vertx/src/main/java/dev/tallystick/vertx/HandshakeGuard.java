package dev.tallystick.vertx;

import dev.tallystick.Decision;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.net.HostAndPort;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides the handshakes that a server takes past its router, for its {@code webSocketHandler}. */
final class HandshakeGuard implements Handler<ServerWebSocketHandshake> {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    private final Guard guard;

    HandshakeGuard(Guard guard) {
        this.guard = guard;
    }

    @Override
    public void handle(ServerWebSocketHandshake handshake) {
        decide(handshake, new View(handshake), Exchange.MOST_NEEDS);
    }

    private void decide(ServerWebSocketHandshake handshake, View view, int needsLeft) {
        Decision decision;
        try {
            Outcome outcome = guard.check(view);
            if (outcome instanceof Need.Work work && needsLeft > 0) {
                run(handshake, view, work.work(), needsLeft);
                return;
            }
            if (!(outcome instanceof Decision decided)) {
                throw new IllegalStateException("A protection needs for a WebSocket handshake what there is none of: "
                        + outcome.getClass().getSimpleName());
            }
            decision = decided;
            guard.report(view, decision);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A WebSocket handshake can't be decided, so it is refused.", e);
            handshake.reject(500);
            return;
        }
        if (decision.passes()) {
            if (decision.principal() != null) {
                handshake.headers().remove(HttpHeaders.COOKIE);
            }
            handshake.accept();
        } else {
            handshake.reject(guard.denial(view, decision).status());
        }
    }

    private void run(ServerWebSocketHandshake handshake, View view, Runnable work, int needsLeft) {
        Context context = Vertx.currentContext();
        context.executeBlocking(
                        () -> {
                            work.run();
                            return true;
                        },
                        false)
                .onComplete(done -> decide(handshake, view, needsLeft - 1), failure -> {
                    LOG.log(Level.ERROR, "A WebSocket handshake can't be decided, so it is refused.", failure);
                    handshake.reject(500);
                });
    }

    /** A handshake, as the engine may see it: there is no body, no session and no route. */
    private static final class View implements RequestView {

        private final ServerWebSocketHandshake handshake;

        View(ServerWebSocketHandshake handshake) {
            this.handshake = handshake;
        }

        /** Vert.x calls for no other. */
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return VertxRequestView.pathOf(handshake.uri(), handshake.path());
        }

        @Override
        public @Nullable String query() {
            return handshake.query();
        }

        @Override
        public String scheme() {
            return handshake.isSsl() ? "https" : "http";
        }

        @Override
        public @Nullable String peerAddress() {
            return VertxRequestView.addressOf(handshake.remoteAddress());
        }

        @Override
        public @Nullable String targetAuthority() {
            return VertxRequestView.authorityOf(handshake.uri());
        }

        @Override
        public @Nullable String serverAuthority() {
            HostAndPort authority = handshake.authority();
            return authority == null ? null : authority.toString();
        }

        @Override
        public Enumeration<String> headers(String name) {
            List<String> lines = handshake.headers().getAll(name);
            return lines.isEmpty() ? Collections.emptyEnumeration() : Collections.enumeration(lines);
        }

        @Override
        public FormFields form() {
            return FormFields.none(FormFields.State.NOT_A_FORM);
        }

        @Override
        public SessionView session() {
            return SessionView.NONE;
        }
    }
}
