package dev.tallystick.reference.jersey;

import dev.tallystick.reference.KitOnThisServer;
import dev.tallystick.tck.Capability;
import java.util.EnumSet;
import java.util.Set;

/** Jakarta REST has no WebSocket, and the JDK's server knows nothing of proxies. */
class JerseyKitTest extends KitOnThisServer {

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.of(Capability.ANNOTATIONS, Capability.SERVER_SESSIONS, Capability.PATH_PARAMETERS);
    }
}
