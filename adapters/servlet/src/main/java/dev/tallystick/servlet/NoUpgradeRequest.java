package dev.tallystick.servlet;

import dev.tallystick.http.Ascii;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A request that asks for an upgrade with another method than GET, which WebSocket doesn't know (RFC 6455, section 4.1):
 * Undertow would upgrade it all the same, past the rules for handshakes, so nobody gets to see that it asks.
 */
final class NoUpgradeRequest extends ViewRequest {

    private static final String UPGRADE = "Upgrade";

    NoUpgradeRequest(HttpServletRequest request, HttpServletResponse response, Exchange exchange) {
        super(request, response, exchange);
    }

    static boolean isNeeded(HttpServletRequest request) {
        return !request.getMethod().equals("GET") && request.getHeader(UPGRADE) != null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return Ascii.equalsIgnoreCase(name, UPGRADE) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Ascii.equalsIgnoreCase(name, UPGRADE) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !Ascii.equalsIgnoreCase(name, UPGRADE))
                .toList());
    }
}
