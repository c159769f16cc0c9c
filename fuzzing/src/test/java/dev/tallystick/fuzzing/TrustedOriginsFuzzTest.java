package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.origin.Origin;
import dev.tallystick.origin.TrustedOrigins;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns of trusted origins: a pattern in the first line, an origin in the second. */
class TrustedOriginsFuzzTest {

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#trustedOrigins")
    @FuzzTest
    void trustedOrigins(byte[] input) {
        String text = Property.text(input);
        int end = text.indexOf('\n');
        String pattern = end < 0 ? text : text.substring(0, end);
        TrustedOrigins trusted = trusted(pattern);
        Origin origin = end < 0 ? null : Origin.parse(text.substring(end + 1));
        if (trusted == null) {
            Property.same(Origin.parse(pattern), null, () -> "every origin can be trusted");
            return;
        }
        Property.same(trusted(pattern.toUpperCase(Locale.ROOT)) == null, false, () -> "case doesn't matter");
        Property.holds(
                !trusted.contains(Origin.of("https://evil.example")) || mentions(pattern, "evil.example", ".example"),
                () -> "nobody is trusted whom the pattern doesn't name: " + Property.shown(pattern));
        if (origin != null) {
            Property.same(
                    trusted.contains(origin),
                    covers(pattern, origin),
                    () -> Property.shown(pattern) + " covers " + origin);
        }
    }

    private static boolean mentions(String pattern, String... names) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        for (String name : names) {
            if (lower.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable TrustedOrigins trusted(String pattern) {
        try {
            return TrustedOrigins.of(List.of(pattern));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The same once more, by text: the parent is read as an origin by itself. */
    private static boolean covers(String pattern, Origin origin) {
        int star = pattern.indexOf("://*.");
        if (star < 0) {
            return Origin.of(pattern).equals(origin);
        }
        Origin parent = Origin.of(pattern.substring(0, star + 3) + pattern.substring(star + 5));
        return origin.scheme().equals(parent.scheme())
                && origin.port() == parent.port()
                && origin.host().endsWith("." + parent.host())
                && origin.host().charAt(0) != '[';
    }
}
