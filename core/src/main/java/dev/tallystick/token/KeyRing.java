package dev.tallystick.token;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The MAC keys: the first signs, all verify, each found by its id. Immutable; to rotate, make another ring.
 *
 * <p>To rotate in a fleet without refusing anybody: add the new key last on every node, then put it first on every node,
 * and take the old one out when no page that it signed is open any more.
 */
public final class KeyRing {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final String RANDOM_ID = "random";

    private final Key signing;
    private final Map<String, Key> byId;

    private KeyRing(List<Key> keys) {
        this.signing = keys.get(0);
        this.byId = new LinkedHashMap<>();
        for (Key key : keys) {
            if (byId.put(key.id(), key) != null) {
                throw new IllegalArgumentException(
                        "key id '" + key.id() + "' stands twice in the key ring: give each key an id of its own");
            }
        }
    }

    /**
     * @param keys the signing key first
     * @throws IllegalArgumentException if there is none, or an id stands twice
     */
    public static KeyRing of(Collection<Key> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a key ring needs at least one key, which signs");
        }
        return new KeyRing(List.copyOf(keys));
    }

    /** One key that lives as long as the process, and a warning: tokens die with it, and no other node knows it. */
    public static KeyRing random(RandomSource random) {
        LOG.log(
                Level.WARNING,
                "No keys are configured, so a random one was made: CSRF tokens die with this process, and other nodes won't"
                        + " know them. Configure keys for production.");
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new KeyRing(List.of(Key.of(RANDOM_ID, SecretBytes.copyOf(bytes))));
    }

    /**
     * Reads a ring as configuration has it.
     *
     * @param text {@code id:base64url,id:base64url}, the signing key first
     * @throws IllegalArgumentException if it has another form, a key is too short or an id stands twice; the message never
     *     holds a key
     */
    public static KeyRing parse(String text) {
        List<Key> keys = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf(',', start);
            if (end < 0) {
                end = text.length();
            }
            keys.add(key(keys.size() + 1, text.substring(start, end).strip()));
            start = end + 1;
        }
        return of(keys);
    }

    private static Key key(int number, String entry) {
        int colon = entry.indexOf(':');
        byte[] bytes = colon < 0 ? null : Base64Url.decode(withoutPadding(entry.substring(colon + 1)));
        if (bytes == null) {
            throw new IllegalArgumentException("key number " + number
                    + " of the ring can't be read: write id:base64url, several separated by commas");
        }
        try {
            return Key.of(entry.substring(0, colon), SecretBytes.copyOf(bytes));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key number " + number + " of the ring: " + e.getMessage(), e);
        }
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end);
    }

    Key signing() {
        return signing;
    }

    /** The key of the id that stands in the bytes; null if there is none. */
    @Nullable
    Key find(byte[] bytes, int start, int length) {
        // Nearly every token was signed by it.
        return signing.hasId(bytes, start, length)
                ? signing
                : byId.get(new String(bytes, start, length, StandardCharsets.ISO_8859_1));
    }

    /** The ids, the signing key's first. */
    public List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    @Override
    public String toString() {
        return "KeyRing" + byId.keySet();
    }
}
