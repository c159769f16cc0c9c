package dev.tallystick.jwt;

import org.jspecify.annotations.Nullable;

/** Where the keys come from. Safe for use by many threads; never blocks but in the work that it asks for. */
interface KeySource {

    /** No keys: every token is refused. */
    KeySource NONE = () -> KeySet.EMPTY;

    /** The keys at hand; empty if there are none, or none that may still be trusted. */
    KeySet keys();

    /**
     * What should be done before a token that names this algorithm and key is decided; null if {@link #keys()} decides it
     * now. Work that has been done once isn't asked for again at once, whatever came of it.
     */
    default @Nullable Runnable workFor(SignatureAlgorithm algorithm, @Nullable String keyId) {
        return null;
    }
}
