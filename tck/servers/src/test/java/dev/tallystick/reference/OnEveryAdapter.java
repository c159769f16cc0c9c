package dev.tallystick.reference;

import dev.tallystick.reference.server.AdapterApplication;

/** Cases that every adapter passes, over real sockets: each server's module runs them on the application at hand. */
abstract class OnEveryAdapter {

    static final AdapterApplication ADAPTER = AdapterApplication.atHand();

    /** A client with an empty cookie jar, of the application with these keys. */
    Client client(String... keys) {
        return Sites.client(keys);
    }
}
