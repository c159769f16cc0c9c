package dev.tallystick.benchmarks.subjects;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Mode;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.benchmarks.Case;
import dev.tallystick.servlet.TallystickFilter;
import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.SecretBytes;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tallystick as the README mounts it: two mounts, strict, the base URL said, the secret in a cookie, tokens bound to the session. */
final class TallystickSubject extends FilterSubject {

    /** How large the parts are that grow with a site. */
    record Size(int mounts, int exemptions, int trustedOrigins, int keys) {

        static final Size ONE = new Size(1, 1, 1, 1);
    }

    private static final Logger LOG = Logger.getLogger("dev.tallystick");

    private final Size size;
    private final Filter strict;
    private final Filter originOnly;
    /** Signs with the key that the others have last. */
    private final Filter pages;

    TallystickSubject(Size size) {
        // A peer that refuses says nothing either.
        LOG.setLevel(Level.OFF);
        this.size = size;
        this.strict = filter(Mode.STRICT, size, ring(size.keys()));
        this.originOnly = filter(Mode.ORIGIN_ONLY, size, ring(size.keys()));
        List<Key> turned = ring(size.keys());
        Collections.reverse(turned);
        this.pages = size.keys() == 1 ? strict : filter(Mode.STRICT, size, turned);
    }

    private static Filter filter(Mode mode, Size size, List<Key> ring) {
        CsrfProtection.Builder builder =
                CsrfProtection.builder(KeyRing.of(ring)).mode(mode).baseUrl("https://bank.example");
        for (int i = 0; i < size.exemptions(); i++) {
            builder.insecureExempt("/web/hooks/" + i + "/*");
        }
        for (int i = 0; i < size.trustedOrigins(); i++) {
            builder.trustedOrigin("https://partner" + i + ".example");
        }
        Protection protection = builder.build();
        Router.Builder router = Router.builder();
        for (int i = 1; i < size.mounts(); i++) {
            router.mount("/other" + i, protection);
        }
        return TallystickFilter.builder(router.mount("/web", protection)
                        .otherwise(Protection.denyAll())
                        .build())
                .build();
    }

    private static List<Key> ring(int keys) {
        List<Key> ring = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            byte[] octets = new byte[32];
            Arrays.fill(octets, (byte) i);
            ring.add(Key.of("k" + i, SecretBytes.copyOf(octets)));
        }
        return ring;
    }

    @Override
    boolean has(Case request) {
        return true;
    }

    @Override
    Filter filter(Case request) {
        return switch (request) {
            case HEADERS_ALONE, TRUSTED -> originOnly;
            case NEXT_TOKEN -> pages;
            default -> strict;
        };
    }

    @Override
    String trustedOrigin() {
        return "https://partner" + (size.trustedOrigins() - 1) + ".example";
    }

    @Override
    String render(HttpServletRequest request, HttpServletResponse response) {
        return TallystickFilter.token(request).value();
    }

    @Override
    String header() {
        return "X-CSRF-Token";
    }

    @Override
    String field() {
        return "_csrf";
    }

    @Override
    String cookie() {
        return "__Host-csrf";
    }
}
