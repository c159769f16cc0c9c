package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.origin.Origin;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpURI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Origins (RFC 6454), beside {@code java.net.URI} (RFC 2396) and Jetty's {@code HttpURI} (RFC 3986). Where they rightly differ: we
 * take names with {@code _}, with a hyphen at a label's end and with a number as the last label, which RFC 2396 knows as registry
 * names without host; a scheme without host ({@code file://}); and refuse ports that no browser writes (0, empty, with leading zeros).
 */
class OriginFuzzTest {

    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*+://"
            + "(?:(?:[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+\\.?|\\[[0-9A-Fa-f:.]++])(?::[1-9][0-9]{0,4})?)?");
    private static final Pattern PLAIN =
            Pattern.compile("(?i)(?:https?|wss?)://[a-z0-9]++(?:[-.][a-z0-9]++)*+(?::[1-9][0-9]{0,3})?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#origins")
    @FuzzTest
    void origin(byte[] input) {
        String text = Property.text(input);
        Origin ours = Origin.parse(text);
        URI uri = uri(text);
        if (ours == null) {
            Property.holds(!PLAIN.matcher(text).matches(), () -> "an ordinary origin is one: " + Property.shown(text));
            Property.holds(
                    uri == null || !isOrigin(uri),
                    () -> "java.net.URI reads an origin, and we don't: " + Property.shown(text));
            return;
        }
        Property.holds(
                ORIGIN.matcher(text).matches(), () -> "an origin satisfies the grammar: " + Property.shown(text));
        Property.holds(ours.port() <= 0xffff && ours.port() != 0, () -> "a port is a port: " + ours);
        Property.same(Origin.parse(ours.toString()), ours, () -> "what is printed is read as the same");
        Property.same(ours.scheme(), ours.scheme().toLowerCase(Locale.ROOT), () -> "schemes are in small letters");
        Property.same(ours.host(), ours.host().toLowerCase(Locale.ROOT), () -> "hosts are in small letters");
        if (uri != null && uri.getHost() != null) {
            Property.same(ours.scheme(), uri.getScheme().toLowerCase(Locale.ROOT), () -> "scheme by java.net.URI");
            Property.same(address(ours.host()), address(uri.getHost()), () -> "host by java.net.URI");
            Property.same(ours.port(), effective(ours.scheme(), uri.getPort()), () -> "port by java.net.URI");
        }
        if (!ours.host().isEmpty() && isOfTheWeb(ours.scheme())) {
            HttpURI jetty = HttpURI.from(text);
            Property.same(
                    ours.scheme(), String.valueOf(jetty.getScheme()).toLowerCase(Locale.ROOT), () -> "scheme by Jetty");
            Property.same(address(ours.host()), address(String.valueOf(jetty.getHost())), () -> "host by Jetty");
            Property.same(ours.port(), effective(ours.scheme(), jetty.getPort()), () -> "port by Jetty");
            Property.same(jetty.getUser(), null, () -> "user by Jetty");
        }
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException | NumberFormatException e) {
            // JDK 17 fails with the latter, against its own documentation, over an octet too large at the end of an
            // IPv6 address.
            return null;
        }
    }

    /** What a browser could have sent as one, by what java.net.URI made of it. */
    private static boolean isOrigin(URI uri) {
        String authority = uri.getRawAuthority();
        if (uri.getScheme() == null
                || uri.isOpaque()
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || authority.indexOf('%') >= 0) {
            return false;
        }
        String port = authority.substring(uri.getHost().length());
        return uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (port.isEmpty() || PORT.matcher(port.substring(1)).matches() && uri.getPort() <= 0xffff);
    }

    private static boolean isOfTheWeb(String scheme) {
        return effective(scheme, -1) > 0;
    }

    private static int effective(String scheme, int port) {
        if (port > 0) {
            return port;
        }
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }

    /** An IPv6 address as the JDK reads it; a name in small letters. */
    private static Object address(String host) {
        if (host.indexOf(':') < 0) {
            return host.toLowerCase(Locale.ROOT);
        }
        try {
            return InetAddress.getByName(host.startsWith("[") ? host : "[" + host + "]");
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
