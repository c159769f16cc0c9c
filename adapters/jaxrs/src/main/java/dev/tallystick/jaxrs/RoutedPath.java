package dev.tallystick.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one path that is decided on and that the view is chosen by. */
final class RoutedPath {

    private static final String HEX = "0123456789ABCDEF";
    private static final String PLAIN = "-._~!$&'()*+,=:@";

    private RoutedPath() {}

    /**
     * The path below the application's root, as sent. A server may have made base and request URI of what the client said in
     * {@code Host}, so what is returned is only called a path where both agree with what the implementation matches.
     */
    static String of(ContainerRequestContext context) {
        UriInfo info = context.getUriInfo();
        URI request = info.getRequestUri();
        String raw = request.getRawPath();
        String base = info.getBaseUri().getRawPath();
        if (raw == null
                || base == null
                || !base.endsWith("/")
                || request.getRawFragment() != null
                || !isServedBy(info.getBaseUri(), request)
                || holdsPath(context.getHeaders().get(HttpHeaders.HOST))) {
            return "*" + request;
        }
        int root = base.length() - 1;
        if (!raw.startsWith(base.substring(0, root)) || raw.length() > root && raw.charAt(root) != '/') {
            return "*" + raw;
        }
        String path = raw.length() == root ? "/" : raw.substring(root);
        // Relative to the base, or, as some implementations have it, with its slash.
        String matched = info.getPath(false);
        boolean same = path.equals(matched) || path.length() == matched.length() + 1 && path.endsWith(matched);
        return same ? path : "*" + raw;
    }

    /** Where a target doesn't begin with a slash, a container may take its beginning for a part of its own address. */
    private static boolean isServedBy(URI base, URI request) {
        String authority = request.getRawAuthority();
        if (authority == null || authority.equals(base.getRawAuthority())) {
            return true;
        }
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        return authority.equals(base.getHost() + port);
    }

    private static boolean holdsPath(@Nullable List<String> hosts) {
        for (String host : hosts == null ? List.<String>of() : hosts) {
            for (int i = 0; i < host.length(); i++) {
                if ("/?#\\".indexOf(host.charAt(i)) >= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The same path with nothing percent-encoded that can stand for itself (RFC 3986, section 6.2.2). Implementations match
     * the encoded path, and {@code /%65cho} must find what {@code /echo} does, or nothing. Path parameters stay as they are.
     */
    static String normalized(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder normalized = new StringBuilder(path.length());
        boolean inParameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/') {
                inParameter = false;
            } else if (c == ';') {
                inParameter = true;
            }
            if (c == '%' && !inParameter) {
                int octet = Character.digit(path.charAt(i + 1), 16) * 16 + Character.digit(path.charAt(i + 2), 16);
                append(normalized, octet);
                i += 2;
            } else {
                normalized.append(c);
            }
        }
        return normalized.toString();
    }

    private static void append(StringBuilder path, int octet) {
        char c = (char) octet;
        boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        if (letterOrDigit || PLAIN.indexOf(c) >= 0) {
            path.append(c);
        } else {
            path.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xf));
        }
    }

    /** The request URI with another path below the same root. */
    static URI withPath(UriInfo info, String path) {
        URI request = info.getRequestUri();
        String base = info.getBaseUri().getRawPath();
        StringBuilder text = new StringBuilder();
        if (request.getScheme() != null && request.getRawAuthority() != null) {
            text.append(request.getScheme()).append("://").append(request.getRawAuthority());
        }
        text.append(base, 0, base.length() - 1).append(path);
        if (request.getRawQuery() != null) {
            text.append('?').append(request.getRawQuery());
        }
        return URI.create(text.toString());
    }
}
