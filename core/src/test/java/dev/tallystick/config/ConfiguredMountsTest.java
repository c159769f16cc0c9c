package dev.tallystick.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Mounts as keys configure them. */
class ConfiguredMountsTest {

    private static TallystickConfig config(String mounts) {
        Properties properties = new Properties();
        properties.setProperty("tallystick.mounts", mounts);
        properties.setProperty("tallystick.keys", Keys.TEXT);
        return TallystickConfig.from(properties);
    }

    @Test
    void areListedInTheOrderConfigured() {
        assertThat(config("/z=csrf,/y=none,/x=deny,/w=csrf,/v=none,/u=deny")
                        .mounts()
                        .keySet())
                .containsExactly("/z", "/y", "/x", "/w", "/v", "/u");
    }

    @Test
    void renderTokensWhereNothingIsProtectedToo() {
        FakeServer server = FakeServer.of(config("/open=none").router(jwt -> Protection.denyAll()));

        assertThat(server.begin(FakeRequest.get("/open"), new FakeResponse()).value())
                .isNotEmpty();
    }
}
