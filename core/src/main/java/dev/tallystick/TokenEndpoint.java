package dev.tallystick;

import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands a fresh token to the scripts of this site's own pages, and to no other's. */
final class TokenEndpoint implements Served {

    private static final String HINT =
            "The token endpoint answers this site's own pages alone: a trusted site gets its token from a view.";
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "private, no-store",
            "Cross-Origin-Resource-Policy", "same-origin",
            "X-Content-Type-Options", "nosniff");

    private final CsrfProtection csrf;

    TokenEndpoint(CsrfProtection csrf) {
        this.csrf = csrf;
    }

    @Override
    public Outcome check(RequestView request) {
        Outcome outcome = csrf.checkReader(request);
        return outcome instanceof Decision decision && decision.evidence() == Evidence.TRUSTED
                ? Decision.deny(Rule.ORIGIN, Evidence.TRUSTED, Reason.UNTRUSTED_ORIGIN)
                        .withHint(HINT)
                : outcome;
    }

    @Override
    public CsrfProtection csrf() {
        return csrf;
    }

    @Override
    public Answer answer(RequestView request, @Nullable CsrfToken token) {
        CsrfToken tokens = Objects.requireNonNull(token, "the tokens that Guard.begin made for the token endpoint");
        // Token and names were checked to need no escaping.
        String body = "{\"token\":\"" + tokens.value() + "\",\"parameterName\":\"" + tokens.parameterName()
                + "\",\"headerName\":\"" + tokens.headerName() + "\"}\n";
        return new ServedAnswer(200, HEADERS, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }
}
