package dev.tallystick.helidon;

import io.helidon.common.HelidonServiceLoader;
import io.helidon.common.Weighted;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.http1.spi.Http1UpgradeProvider;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ProtocolConfig;
import java.util.ServiceLoader;

/**
 * Guards the upgrades to WebSockets: the server finds it among its services, before the provider that can upgrade, and takes
 * the first for a protocol. Nothing for applications to call. Stateless.
 */
public final class GuardedUpgradeProvider implements Http1UpgradeProvider<ProtocolConfig>, Weighted {

    /** For the service loader. */
    public GuardedUpgradeProvider() {}

    @Override
    public double weight() {
        return Double.MAX_VALUE;
    }

    @Override
    public String protocolType() {
        return GuardedUpgrader.PROTOCOL;
    }

    /** Not the class of Helidon's WebSocket module, which may not be there; then there is no such configuration either. */
    @Override
    public Class<ProtocolConfig> protocolConfigType() {
        return ProtocolConfig.class;
    }

    @Override
    public Http1Upgrader create(ProtocolConfig config, ProtocolConfigs configs) {
        for (Http1UpgradeProvider<?> provider : HelidonServiceLoader.create(
                        ServiceLoader.load(Http1UpgradeProvider.class))
                .asList()) {
            if (!(provider instanceof GuardedUpgradeProvider)
                    && provider.protocolType().equals(protocolType())) {
                return new GuardedUpgrader(upgrader(provider, config, configs));
            }
        }
        throw new IllegalStateException(
                "There is a configuration of WebSockets and nothing on the class path or module path"
                        + " that can open them: add helidon-webserver-websocket, or remove the configuration.");
    }

    private static <T extends ProtocolConfig> Http1Upgrader upgrader(
            Http1UpgradeProvider<T> provider, ProtocolConfig config, ProtocolConfigs configs) {
        return provider.create(provider.protocolConfigType().cast(config), configs);
    }
}
