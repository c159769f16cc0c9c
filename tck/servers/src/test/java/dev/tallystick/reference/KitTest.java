package dev.tallystick.reference;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.tck.Capability;
import dev.tallystick.tck.CompatibilityKit;
import dev.tallystick.tck.KitServer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;

/** The compatibility kit on the server of this class path. */
class KitTest extends CompatibilityKit {

    private static final AdapterApplication APPLICATION = AdapterApplication.atHand();

    /** By the name of its module: the same application is played on older lines of its server too. */
    @Override
    protected String adapter() {
        return Path.of("").toAbsolutePath().getFileName().toString();
    }

    /** What the application says of itself; and it keeps sessions where the server has none. */
    @Override
    protected Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.of(Capability.SERVER_SESSIONS);
        APPLICATION.capabilities().forEach(capability -> capabilities.add(Capability.valueOf(capability.name())));
        return capabilities;
    }

    @Override
    protected KitServer start(Properties configuration) throws Exception {
        RunningServer server = APPLICATION.start(Setup.of(configuration), 0);
        return KitServer.of(server.port(), server);
    }
}
