package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import dev.tallystick.benchmarks.light.LightRequest;
import dev.tallystick.benchmarks.light.LightSession;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.owasp.csrfguard.CsrfGuard;
import org.owasp.csrfguard.CsrfGuardFilter;
import org.owasp.csrfguard.session.LogicalSession;
import org.owasp.csrfguard.token.storage.LogicalSessionExtractor;

/** OWASP CSRFGuard with one token a session, its cheaper setting. */
final class CsrfGuardSubject extends FilterSubject {

    private static final String PREFIX = "org.owasp.csrfguard.";
    private static final String TOKEN = "OWASP-CSRFTOKEN";

    private final CsrfGuardFilter filter = new CsrfGuardFilter();

    CsrfGuardSubject() {
        Properties properties = new Properties();
        properties.setProperty(PREFIX + "Enabled", "true");
        properties.setProperty(PREFIX + "ValidateWhenNoSessionExists", "true");
        properties.setProperty(PREFIX + "TokenPerPage", "false");
        properties.setProperty(PREFIX + "Ajax", "true");
        properties.setProperty(PREFIX + "TokenName", TOKEN);
        properties.setProperty(PREFIX + "TokenLength", "32");
        properties.setProperty(PREFIX + "PRNG", "SHA1PRNG");
        properties.setProperty(PREFIX + "PRNG.Provider", "SUN");
        properties.setProperty(PREFIX + "Config.Print", "false");
        properties.setProperty(PREFIX + "UnprotectedMethods", "GET");
        properties.setProperty(PREFIX + "action.Error", "org.owasp.csrfguard.action.Error");
        properties.setProperty(PREFIX + "action.Error.Code", "403");
        properties.setProperty(PREFIX + "action.Error.Message", "refused");
        properties.setProperty(PREFIX + "LogicalSessionExtractor", Sessions.class.getName());
        CsrfGuard.load(properties);
        CsrfGuard.getInstance().initializeJavaScriptConfiguration();
    }

    @Override
    boolean has(Case request) {
        return switch (request) {
            case HEADERS_ALONE, TRUSTED, CROSS_SITE, FIFTY_TOKENS -> false;
            default -> true;
        };
    }

    @Override
    Filter filter(Case request) {
        return filter;
    }

    @Override
    void sends(LightRequest post, Case request) {
        if (request == Case.HEADER) {
            // Only so does it look at the header.
            post.header("X-Requested-With", "XMLHttpRequest");
        }
    }

    @Override
    String render(HttpServletRequest request, HttpServletResponse response) {
        CsrfGuard guard = CsrfGuard.getInstance();
        String key = request.getSession(false).getId();
        guard.getTokenService().createMasterTokenIfAbsent(key);
        return guard.getTokenService().getMasterToken(key);
    }

    @Override
    void forget(LightSession session) {
        CsrfGuard.getInstance().getTokenService().invalidate(new Logical(session.getId()));
    }

    @Override
    String header() {
        return TOKEN;
    }

    @Override
    String field() {
        return TOKEN;
    }

    /** Its session is ours; made by name. */
    public static final class Sessions implements LogicalSessionExtractor {

        @Override
        public @Nullable LogicalSession extract(HttpServletRequest request) {
            return of(request);
        }

        @Override
        public LogicalSession extractOrCreate(HttpServletRequest request) {
            return of(request);
        }

        private static LogicalSession of(HttpServletRequest request) {
            String id = request.getSession(true).getId();
            return new Logical(id);
        }
    }

    private record Logical(String id) implements LogicalSession {

        @Override
        public String getKey() {
            return id;
        }

        @Override
        public boolean isNew() {
            return false;
        }

        @Override
        public void invalidate() {}

        @Override
        public boolean areTokensGenerated() {
            return true;
        }

        @Override
        public void setTokensGenerated(boolean generated) {}

        @Override
        public void setAttribute(String name, Object value) {}

        @Override
        public @Nullable Object getAttribute(String name) {
            return null;
        }
    }
}
