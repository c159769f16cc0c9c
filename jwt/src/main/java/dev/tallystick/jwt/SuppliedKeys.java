package dev.tallystick.jwt;

import com.nimbusds.jose.jwk.JWKSet;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/** Keys from the application itself, which may exchange them. */
final class SuppliedKeys implements KeySource {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    private record Held(JWKSet set, KeySet keys) {}

    private final Supplier<JWKSet> supplier;
    private volatile Held held;

    /**
     * @throws IllegalArgumentException if the present set can't be used
     */
    SuppliedKeys(Supplier<JWKSet> supplier) {
        this.supplier = supplier;
        JWKSet set = supplier.get();
        try {
            this.held = new Held(set, KeySet.of(set));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the JWK Set can't be used: " + e.getMessage(), e);
        }
        held.keys().remarks().forEach(remark -> LOG.log(Level.WARNING, "JWK Set of the application: " + remark));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // comparing every key with every request would cost too much
    public KeySet keys() {
        JWKSet set = supplier.get();
        Held present = held;
        if (set == present.set()) {
            return present.keys();
        }
        KeySet keys;
        try {
            keys = KeySet.of(set);
        } catch (IllegalArgumentException e) {
            LOG.log(
                    Level.WARNING,
                    "The application's new JWK Set can't be used, the last one stays: " + e.getMessage());
            keys = present.keys();
        }
        held = new Held(set, keys);
        return keys;
    }
}
