package dev.tallystick.bank.views;

import dev.tallystick.bank.ledger.Ledger;
import dev.tallystick.bank.ledger.Payment;
import dev.tallystick.bank.ledger.Pounds;
import dev.tallystick.bank.ledger.Transfer;
import dev.tallystick.bank.watch.Sighting;
import dev.tallystick.bank.watch.Sighting.Moved;
import dev.tallystick.bank.watch.WatchLog;
import dev.tallystick.bank.web.Json;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live channel of an account: tells the balance at once and whenever it changes, and takes {@code transfer bob 12.34}. A
 * WebSocket's messages carry no token, so all depends on who was let in at the handshake. Made anew for each socket.
 */
public final class LiveEndpoint extends Endpoint {

    private static final String PRINCIPAL = "bank.principal";
    private static final String SESSION = "bank.session";
    private static final String SIGHTING = "bank.sighting";
    private static final int MOST_SOCKETS = 100;
    private static final int MOST_CHARS = 200;
    private static final long IDLE_MS = 300_000;

    private final Ledger ledger;
    private final WatchLog watch;
    private final AtomicInteger sockets;
    private @Nullable Consumer<Transfer> pusher;
    private long told = -1;

    private LiveEndpoint(Ledger ledger, WatchLog watch, AtomicInteger sockets) {
        this.ledger = ledger;
        this.watch = watch;
        this.sockets = sockets;
    }

    /** The endpoint under a prefix. */
    public static ServerEndpointConfig at(String mount, Ledger ledger, WatchLog watch) {
        return ServerEndpointConfig.Builder.create(LiveEndpoint.class, mount + "/live")
                .configurator(new Handshake(ledger, watch))
                .build();
    }

    /** Keeps what the handshake knows of the user: afterwards there is no request any more. */
    private static final class Handshake extends ServerEndpointConfig.Configurator {

        private final Ledger ledger;
        private final WatchLog watch;
        private final AtomicInteger sockets = new AtomicInteger();

        Handshake(Ledger ledger, WatchLog watch) {
            this.ledger = ledger;
            this.watch = watch;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new LiveEndpoint(ledger, watch, sockets));
        }

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            Map<String, Object> properties = config.getUserProperties();
            put(properties, PRINCIPAL, request.getUserPrincipal());
            put(properties, SESSION, request.getHttpSession());
            put(properties, SIGHTING, watch.current());
            if (request.getUserPrincipal() == null && user(properties) == null) {
                watch.note("not signed in: the socket is closed again");
            } else {
                watch.note("opened the live channel");
            }
        }

        private static void put(Map<String, Object> properties, String name, @Nullable Object value) {
            if (value == null) {
                properties.remove(name);
            } else {
                properties.put(name, value);
            }
        }
    }

    /** Whom the socket belongs to now; null if nobody signed in, or the login has ended since. */
    private static @Nullable String user(Map<String, Object> properties) {
        if (properties.get(PRINCIPAL) instanceof Principal principal) {
            return principal.getName();
        }
        if (properties.get(SESSION) instanceof HttpSession session) {
            try {
                return (String) session.getAttribute(Call.USER);
            } catch (IllegalStateException ended) {
                return null;
            }
        }
        return null;
    }

    @Override
    public void onOpen(Session socket, EndpointConfig config) {
        socket.setMaxIdleTimeout(IDLE_MS);
        socket.setMaxTextMessageBufferSize(MOST_CHARS);
        socket.setMaxBinaryMessageBufferSize(MOST_CHARS);
        socket.addMessageHandler(String.class, message -> answer(socket, message));
        if (sockets.incrementAndGet() > MOST_SOCKETS) {
            close(socket, CloseCodes.TRY_AGAIN_LATER, "Too many are listening.");
            return;
        }
        Consumer<Transfer> push = transfer -> tell(socket, transfer);
        pusher = push;
        ledger.onChange(push);
        tell(socket);
    }

    @Override
    public void onClose(Session socket, CloseReason reason) {
        sockets.decrementAndGet();
        Consumer<Transfer> push = pusher;
        if (push != null) {
            ledger.removeOnChange(push);
        }
    }

    @Override
    public void onError(Session socket, Throwable cause) {
        close(socket, CloseCodes.PROTOCOL_ERROR, "");
    }

    private void tell(Session socket, Transfer transfer) {
        String user = user(socket.getUserProperties());
        if (user == null || user.equals(transfer.from()) || user.equals(transfer.to())) {
            tell(socket);
        }
    }

    /** Tells the balance if it isn't known yet. */
    private synchronized void tell(Session socket) {
        String user = user(socket.getUserProperties());
        OptionalLong balance = user == null ? OptionalLong.empty() : ledger.balance(user);
        if (user == null || balance.isEmpty()) {
            close(socket, CloseCodes.VIOLATED_POLICY, "Nobody is signed in.");
        } else if (balance.getAsLong() != told) {
            told = balance.getAsLong();
            Map<String, Object> account = new LinkedHashMap<>();
            account.put("user", user);
            account.put("balance", told);
            send(socket, account);
        }
    }

    private void answer(Session socket, String message) {
        String user = user(socket.getUserProperties());
        if (user == null) {
            close(socket, CloseCodes.VIOLATED_POLICY, "Nobody is signed in.");
            return;
        }
        String problem = pay(socket, user, message);
        if (problem != null) {
            send(socket, Map.of("problem", problem));
        }
    }

    /** What is wrong with the message; null if it has been carried out. */
    private @Nullable String pay(Session socket, String user, String message) {
        int first = message.indexOf(' ');
        int second = message.indexOf(' ', first + 1);
        if (first < 0 || second < 0 || !message.substring(0, first).equals("transfer")) {
            return "Write: transfer bob 12.34";
        }
        Pounds.Typed amount = Pounds.parse(message.substring(second + 1));
        if (amount.problem() != null) {
            return amount.problem();
        }
        Payment payment = ledger.pay(user, message.substring(first + 1, second), amount.pence());
        if (payment instanceof Payment.Made made) {
            if (socket.getUserProperties().get(SIGHTING) instanceof Sighting handshake) {
                watch.message(
                        handshake,
                        user + " paid " + made.transfer().to() + ' '
                                + Pounds.format(made.transfer().pence()),
                        Moved.by(made.transfer()));
            }
            send(socket, TransfersView.json(made.transfer()));
            return null;
        }
        return payment instanceof Payment.Refused refused ? refused.problem() : null;
    }

    private static void send(Session socket, Map<String, ?> value) {
        if (socket.isOpen()) {
            socket.getAsyncRemote().sendText(new String(Json.bytes(value), StandardCharsets.UTF_8), result -> {});
        }
    }

    private static void close(Session socket, CloseCodes code, String why) {
        if (socket.isOpen()) {
            try {
                socket.close(new CloseReason(code, why));
            } catch (IOException e) {
                // The other side has gone first.
            }
        }
    }
}
