package dev.tallystick.origin;

import org.jspecify.annotations.Nullable;

/** Address literals, read without asking a name service and without an exception. */
final class IpAddress {

    private static final int GROUPS = 8;

    private IpAddress() {}

    /** The four octets of a dotted IPv4 address; null if it is none. */
    static byte @Nullable [] ipv4(String text, int start, int end) {
        byte[] octets = new byte[4];
        int count = 0;
        int value = -1;
        for (int i = start; i <= end; i++) {
            char c = i < end ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0 || count == 4) {
                    return null;
                }
                octets[count++] = (byte) value;
                value = -1;
            } else if (c >= '0' && c <= '9') {
                value = Math.max(value, 0) * 10 + (c - '0');
                if (value > 255) {
                    return null;
                }
            } else {
                return null;
            }
        }
        return count == 4 ? octets : null;
    }

    /** The eight groups of an IPv6 address (RFC 4291, section 2.2), without brackets and zone; null if it is none. */
    static int @Nullable [] ipv6(String text, int start, int end) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = start;
        if (text.startsWith("::", start)) {
            gap = 0;
            at += 2;
        }
        while (at < end) {
            int groupStart = at;
            int value = 0;
            int digit;
            while (at < end && (digit = hexDigit(text.charAt(at))) >= 0 && at - groupStart < 5) {
                value = value << 4 | digit;
                at++;
            }
            if (at < end && text.charAt(at) == '.') {
                byte[] tail = count > GROUPS - 2 ? null : ipv4(text, groupStart, end);
                if (tail == null) {
                    return null;
                }
                groups[count++] = (tail[0] & 0xff) << 8 | tail[1] & 0xff;
                groups[count++] = (tail[2] & 0xff) << 8 | tail[3] & 0xff;
                break;
            }
            int digits = at - groupStart;
            if (digits == 0 || digits > 4 || count == GROUPS) {
                return null;
            }
            groups[count++] = value;
            if (at == end) {
                break;
            }
            if (text.charAt(at) != ':' || ++at == end) {
                return null;
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                at++;
            }
        }
        if (gap < 0) {
            return count == GROUPS ? groups : null;
        }
        if (count == GROUPS) {
            return null;
        }
        System.arraycopy(groups, gap, groups, GROUPS - (count - gap), count - gap);
        for (int i = gap; i < GROUPS - (count - gap); i++) {
            groups[i] = 0;
        }
        return groups;
    }

    /** The one spelling that browsers give an address (WHATWG URL, "IPv6 serializer"), without brackets. */
    static String spelled(int[] groups) {
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = i;
            while (zeros < GROUPS && groups[zeros] == 0) {
                zeros++;
            }
            if (zeros - i > gapLength) {
                gap = i;
                gapLength = zeros - i;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append(i == 0 ? "::" : ":");
                i += gapLength - 1;
            } else {
                text.append(Integer.toHexString(groups[i])).append(i < GROUPS - 1 ? ":" : "");
            }
        }
        return text.toString();
    }

    private static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
