package dev.tallystick.reference.jetty;

import dev.tallystick.reference.KitOnThisServer;
import dev.tallystick.tck.Capability;
import java.util.EnumSet;
import java.util.Set;

/** Jetty has everything. */
class JettyKitTest extends KitOnThisServer {

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }
}
