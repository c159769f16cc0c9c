package dev.tallystick.origin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose {@code Forwarded} and {@code X-Forwarded-*} headers count. Immutable. */
public final class TrustedProxies {

    private static final TrustedProxies NONE = new TrustedProxies(List.of(), false);
    private static final TrustedProxies SERVER = new TrustedProxies(List.of(), true);

    private final List<Block> blocks;
    private final boolean server;

    private TrustedProxies(List<Block> blocks, boolean server) {
        this.blocks = blocks;
        this.server = server;
    }

    /** Nobody's: the headers are ignored. */
    public static TrustedProxies none() {
        return NONE;
    }

    /** The server judges: scheme, host and port are taken as the server took them, by its own rules. */
    public static TrustedProxies server() {
        return SERVER;
    }

    /**
     * Those of a peer whose address lies in one of the blocks.
     *
     * @param blocks CIDR notation (RFC 4632, RFC 4291), for instance {@code 10.0.0.0/8} or {@code ::1/128}; an address alone
     *     is a block of one
     * @throws IllegalArgumentException if one is neither; the message says which
     */
    public static TrustedProxies of(Collection<String> blocks) {
        List<Block> parsed = new ArrayList<>();
        for (String block : blocks) {
            parsed.add(Block.parse(block));
        }
        return parsed.isEmpty() ? NONE : new TrustedProxies(List.copyOf(parsed), false);
    }

    boolean isServer() {
        return server;
    }

    boolean trusts(@Nullable String peerAddress) {
        if (blocks.isEmpty() || peerAddress == null) {
            return false;
        }
        byte[] address = address(peerAddress);
        if (address == null) {
            return false;
        }
        for (Block block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return server ? "TrustedProxies[server]" : "TrustedProxies" + blocks;
    }

    /** The octets of an address literal; null if it is none. Never asks a name service. */
    private static byte @Nullable [] address(String literal) {
        int zone = literal.indexOf('%');
        String text = zone < 0 ? literal : literal.substring(0, zone);
        if (text.indexOf(':') < 0) {
            return IpAddress.ipv4(text, 0, text.length());
        }
        int[] groups = IpAddress.ipv6(text, 0, text.length());
        return groups == null ? null : octets(groups);
    }

    /** Four octets for an IPv4 address in IPv6's clothes (RFC 4291, section 2.5.5.2), which is what dual-stack sockets say. */
    private static byte[] octets(int[] groups) {
        byte[] octets = new byte[16];
        int before = 0;
        for (int i = 0; i < groups.length; i++) {
            octets[2 * i] = (byte) (groups[i] >> 8);
            octets[2 * i + 1] = (byte) groups[i];
            before |= i < 5 ? groups[i] : 0;
        }
        return before == 0 && groups[5] == 0xffff ? Arrays.copyOfRange(octets, 12, 16) : octets;
    }

    private record Block(byte[] network, int bits, String text) {

        static Block parse(String text) {
            int slash = text.indexOf('/');
            byte[] network = address(slash < 0 ? text : text.substring(0, slash));
            int bits =
                    network == null ? -1 : slash < 0 ? network.length * 8 : bits(text, slash + 1, network.length * 8);
            if (network == null || bits < 0) {
                throw new IllegalArgumentException("'" + text + "' is not an address block: write CIDR notation, for"
                        + " instance 10.0.0.0/8 or ::1/128, or the word server");
            }
            return new Block(network, bits, text);
        }

        private static int bits(String text, int start, int most) {
            int bits = start == text.length() || text.length() - start > 3 ? -1 : 0;
            for (int i = start; i < text.length() && bits >= 0; i++) {
                char c = text.charAt(i);
                bits = c >= '0' && c <= '9' ? bits * 10 + (c - '0') : -1;
            }
            return bits <= most ? bits : -1;
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int i = 0; i < bits; i += 8) {
                int mask = bits - i >= 8 ? 0xff : 0xff << (8 - (bits - i)) & 0xff;
                if (((address[i / 8] ^ network[i / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
