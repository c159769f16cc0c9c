package dev.tallystick.reference;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.tck.CompatibilityKit;
import dev.tallystick.tck.KitServer;
import java.util.Properties;

/** The compatibility kit on the server of this class path; what the server can have is left to say. */
public abstract class KitOnThisServer extends CompatibilityKit {

    private static final AdapterApplication APPLICATION = AdapterApplication.atHand();

    @Override
    protected final String adapter() {
        return APPLICATION.name();
    }

    @Override
    protected final KitServer start(Properties configuration) throws Exception {
        RunningServer server = APPLICATION.start(Setup.of(configuration), 0);
        return KitServer.of(server.port(), server);
    }
}
