package dev.tallystick.browsers;

import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The engines of this run: all, but for those that were left out by name. */
final class Engines {

    private static final String WITHOUT = "tallystick.browsers.without";

    private Engines() {}

    /** What was left out, by name. */
    static List<String> without() {
        return Arrays.stream(System.getProperty(WITHOUT, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** For parameterized tests. One that isn't installed is among them, and fails there. */
    static Stream<Engine> all() {
        return Engine.all().stream().filter(engine -> !without().contains(engine.id()));
    }

    /** With the cookies that a page of another site can use: the attacker's best case. */
    static Cookies attackers(Engine engine) {
        return engine.blocksThirdPartyCookies() ? Cookies.THIRD_PARTY : Cookies.DEFAULT;
    }
}
