package dev.tallystick.reference;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Capability;

/** Cases that every adapter passes, over real sockets: each server's module runs them on the application at hand. */
abstract class OnEveryAdapter {

    static final AdapterApplication ADAPTER = AdapterApplication.atHand();

    static boolean can(Capability capability) {
        return ADAPTER.capabilities().contains(capability);
    }

    /** The outcome of a handshake that is let in: where the server has no WebSocket, there is nothing at its path. */
    static String opened() {
        return can(Capability.WEBSOCKET) ? "101" : "404";
    }

    /** A client with an empty cookie jar, of the application with these keys. */
    Client client(String... keys) {
        return Sites.client(keys);
    }
}
