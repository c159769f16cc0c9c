package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.csrf.CsrfTokenRequestHandler;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;

/** Spring Security's filter, with each of its repositories and handlers. */
final class SpringSubject extends FilterSubject {

    enum Kind {
        /** Its default. */
        SESSION,
        COOKIE,
        /** What {@code csrf(spa())} sets up: the raw token in a readable cookie, the masked one in pages. */
        SPA
    }

    private final Kind kind;
    private final CsrfFilter filter;

    SpringSubject(Kind kind) {
        this.kind = kind;
        filter = new CsrfFilter(
                kind == Kind.SESSION
                        ? new HttpSessionCsrfTokenRepository()
                        : CookieCsrfTokenRepository.withHttpOnlyFalse());
        filter.setRequestHandler(kind == Kind.SPA ? new SpaHandler() : new XorCsrfTokenRequestAttributeHandler());
    }

    @Override
    Filter filter(Case request) {
        return filter;
    }

    @Override
    String render(HttpServletRequest request, HttpServletResponse response) {
        return ((CsrfToken) request.getAttribute("_csrf")).getToken();
    }

    @Override
    String header() {
        return kind == Kind.SESSION ? "X-CSRF-TOKEN" : "X-XSRF-TOKEN";
    }

    @Override
    String field() {
        return "_csrf";
    }

    @Override
    @Nullable
    String cookie() {
        return kind == Kind.SESSION ? null : "XSRF-TOKEN";
    }

    @Override
    String headerToken(String pageToken, @Nullable Cookie kept) {
        return kind == Kind.SPA && kept != null ? kept.getValue() : pageToken;
    }

    /** As Spring's own for single-page applications, which isn't public. */
    private static final class SpaHandler implements CsrfTokenRequestHandler {

        private final CsrfTokenRequestAttributeHandler plain = new CsrfTokenRequestAttributeHandler();
        private final CsrfTokenRequestAttributeHandler xor = new XorCsrfTokenRequestAttributeHandler();

        SpaHandler() {
            xor.setCsrfRequestAttributeName(null);
        }

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response, Supplier<CsrfToken> token) {
            xor.handle(request, response, token);
        }

        @Override
        public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken token) {
            String header = request.getHeader(token.getHeaderName());
            return (header != null && !header.isEmpty() ? plain : xor).resolveCsrfTokenValue(request, token);
        }
    }
}
