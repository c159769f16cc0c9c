package dev.tallystick.reference.servlet;

import dev.tallystick.reference.view.View;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/** A Jakarta WebSocket that sends each message back. Public, since containers ask that of an endpoint. */
public final class EchoSocket extends Endpoint {

    private static final ServerEndpointConfig.Configurator MAKER = new ServerEndpointConfig.Configurator() {
        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new EchoSocket());
        }
    };

    /** Puts it below every mount. */
    public static void register(ServerContainer container, Collection<String> mounts) throws DeploymentException {
        for (String path : View.paths(View.SOCKET, mounts)) {
            container.addEndpoint(ServerEndpointConfig.Builder.create(EchoSocket.class, path)
                    .configurator(MAKER)
                    .build());
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
            try {
                session.getBasicRemote().sendText(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) octets -> {
            try {
                session.getBasicRemote().sendBinary(octets);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
