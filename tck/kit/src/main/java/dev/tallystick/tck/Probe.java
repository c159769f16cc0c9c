package dev.tallystick.tck;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Tries one capability by a small case of its own, which passes where the capability is there. */
final class Probe {

    private static final String WEBSOCKET = """
            {"rule": "P-1", "name": "probe", "kind": "legitimate",
             "steps": [{"handshake": "GET /open/socket", "expect": "allowed"}]}
            """;

    private static final String ANNOTATIONS = """
            {"rule": "P-1", "name": "probe", "kind": "legitimate",
             "steps": [{"request": "POST /web/annotated/echo", "headers": ["Origin: https://evil.example"],
                        "expect": {"outcome": "allowed", "json": {"mount": "/web"}}}]}
            """;

    private static final String SERVER_SESSIONS = """
            {"rule": "P-1", "name": "probe", "kind": "legitimate", "configuration": {"secret-store": "session"},
             "steps": [{"token": "/web"},
                       {"request": "POST /web/echo", "headers": ["Origin: {self}", "X-CSRF-Token: {token}"],
                        "expect": "allowed"}]}
            """;

    private static final String PATH_PARAMETERS = """
            {"rule": "P-1", "name": "probe", "kind": "legitimate", "configuration": {"allow-path-parameters": "true"},
             "steps": [{"request": "GET /open/echo;x=1",
                        "expect": {"outcome": "allowed", "json": {"mount": "/open"}}}]}
            """;

    private static final String FORWARDED_BY_SERVER = """
            {"rule": "P-1", "name": "probe", "kind": "legitimate",
             "configuration": {"trusted-proxies": "server", "mode": "origin-or-token"},
             "steps": [{"request": "POST /web/echo", "expect": "allowed",
                        "headers": ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: bank.example",
                                    "Origin: https://bank.example"]}]}
            """;

    private static final String METHODS_AS_SENT = """
            {"rule": "P-1", "name": "probe", "kind": "legitimate",
             "steps": [{"request": "get /open/form", "expect": "refused"}]}
            """;

    private static final String HTTP_1_0 = """
            {"rule": "P-1", "name": "probe", "kind": "legitimate",
             "steps": [{"request": "GET /open/echo HTTP/1.0", "expect": "allowed"}]}
            """;

    private final KitCase probing;

    private Probe(String written) {
        try {
            JsonNode node = Kit.JSON.readTree(written);
            List<KitCase> cases = new CaseReader("capabilities", node).read();
            this.probing = cases.get(0);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Probe of(Capability capability) {
        return new Probe(
                switch (capability) {
                    case WEBSOCKET -> WEBSOCKET;
                    case ANNOTATIONS -> ANNOTATIONS;
                    case SERVER_SESSIONS -> SERVER_SESSIONS;
                    case PATH_PARAMETERS -> PATH_PARAMETERS;
                    case FORWARDED_BY_SERVER -> FORWARDED_BY_SERVER;
                    case METHODS_AS_SENT -> METHODS_AS_SENT;
                    case HTTP_1_0 -> HTTP_1_0;
                });
    }

    boolean succeeds(Applications applications, Jwts issuer) {
        try {
            new Player(probing, applications, issuer).play();
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }
}
