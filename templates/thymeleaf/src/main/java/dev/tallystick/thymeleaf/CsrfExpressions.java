package dev.tallystick.thymeleaf;

import dev.tallystick.CsrfToken;
import org.jspecify.annotations.Nullable;

/**
 * What {@code #csrf} is in expressions: {@code ${#csrf.token}}, {@code ${#csrf.headerName}}, {@code ${#csrf.parameterName}}.
 * Behind a JWT all are empty, since the page needs no token there. Belongs to one page.
 */
public final class CsrfExpressions {

    private final @Nullable CsrfToken token;

    CsrfExpressions(@Nullable CsrfToken token) {
        this.token = token;
    }

    /** A token that holds for every action; each call renders a new one. */
    public String getToken() {
        return token == null ? "" : token.value();
    }

    /** The name of the header that scripts send. */
    public String getHeaderName() {
        return token == null ? "" : token.headerName();
    }

    /** The name of the hidden field. */
    public String getParameterName() {
        return token == null ? "" : token.parameterName();
    }
}
