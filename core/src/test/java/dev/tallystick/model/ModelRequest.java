package dev.tallystick.model;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of the model. Its fields are set again for each of some million requests, by one thread. */
final class ModelRequest implements RequestView {

    static final String PATH = "/web/transfers";

    private static final FormFields NO_FORM = FormFields.none(FormFields.State.NOT_A_FORM);
    private static final FormFields EMPTY_FORM = FormFields.of(Map.of());

    String method = "POST";
    String scheme = "https";
    String host = "";
    boolean handshake;
    boolean form;

    @Nullable
    String query;

    @Nullable
    String origin;

    @Nullable
    String referer;

    @Nullable
    String site;

    @Nullable
    String cookie;

    @Nullable
    String headerToken;

    @Nullable
    String fieldToken;

    SessionView session = SessionView.NONE;

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public String peerAddress() {
        return "192.0.2.7";
    }

    @Override
    public @Nullable String serverAuthority() {
        return null;
    }

    @Override
    public Enumeration<String> headers(String name) {
        String line = switch (name) {
            case "Host" -> host;
            case "Origin" -> origin;
            case "Referer" -> referer;
            case "Sec-Fetch-Site" -> site;
            case "Cookie" -> cookie;
            case "X-CSRF-Token" -> headerToken;
            case "Upgrade" -> handshake ? "websocket" : null;
            case "Connection" -> handshake ? "Upgrade" : "keep-alive";
            default -> null;
        };
        return line == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(line));
    }

    @Override
    public FormFields form() {
        if (!form) {
            return NO_FORM;
        }
        return fieldToken == null ? EMPTY_FORM : FormFields.of(Map.of("_csrf", List.of(fieldToken)));
    }

    @Override
    public SessionView session() {
        return session;
    }

    @Override
    public String toString() {
        return method + (query == null ? "" : " ?" + query) + (handshake ? " websocket" : "") + " " + scheme + "://"
                + host
                + " Origin: " + origin + ", Referer: " + referer + ", Sec-Fetch-Site: " + site + ", Cookie: " + cookie
                + ", token in the header: " + headerToken + ", in the field: " + (form ? fieldToken : "no form")
                + ", session: " + session.id();
    }
}
