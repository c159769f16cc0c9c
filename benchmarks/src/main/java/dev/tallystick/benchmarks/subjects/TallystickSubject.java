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
import java.util.List;

/** Tallystick as the README mounts it: two mounts, strict, the base URL said, the secret in a cookie, tokens bound to the session. */
final class TallystickSubject extends FilterSubject {

    /** How large the parts are that grow with a site. */
    record Size(int mounts, int exemptions, int trustedOrigins, int keys) {

        static final Size ONE = new Size(1, 0, 0, 1);
    }

    private final Filter strict;
    private final Filter originOnly;

    TallystickSubject(Size size) {
        this.strict = filter(Mode.STRICT, size);
        this.originOnly = filter(Mode.ORIGIN_ONLY, size);
    }

    private static Filter filter(Mode mode, Size size) {
        CsrfProtection.Builder builder =
                CsrfProtection.builder(ring(size.keys())).mode(mode).baseUrl("https://bank.example");
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

    private static KeyRing ring(int keys) {
        List<Key> ring = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            byte[] octets = new byte[32];
            Arrays.fill(octets, (byte) i);
            ring.add(Key.of("k" + i, SecretBytes.copyOf(octets)));
        }
        return KeyRing.of(ring);
    }

    @Override
    boolean has(Case request) {
        return true;
    }

    @Override
    Filter filter(Case request) {
        return request == Case.HEADERS_ALONE ? originOnly : strict;
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
