/** Tallystick on Helidon SE. */
module dev.tallystick.helidon {
    requires transitive dev.tallystick.core;
    requires transitive io.helidon.webserver;
    requires dev.tallystick.adapter.body;
    requires static transitive org.jspecify;

    exports dev.tallystick.helidon;

    uses io.helidon.webserver.http1.spi.Http1UpgradeProvider;

    provides io.helidon.webserver.http1.spi.Http1UpgradeProvider with
            dev.tallystick.helidon.GuardedUpgradeProvider;
}
