package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import dev.tallystick.benchmarks.light.LightRequest;
import dev.tallystick.benchmarks.light.Rest;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.apache.catalina.filters.CsrfPreventionFilter;
import org.apache.catalina.filters.RestCsrfPreventionFilter;
import org.jspecify.annotations.Nullable;

/** Tomcat's two filters: one nonce in the session for scripts, or five that go round in the links of pages. */
final class TomcatSubject extends FilterSubject {

    private static final String REST_HEADER = "X-CSRF-Token";
    private static final String NONCE = "org.apache.catalina.filters.CSRF_NONCE";

    private final boolean rest;
    private final Filter filter;

    TomcatSubject(boolean rest) {
        this.rest = rest;
        filter = rest ? new RestCsrfPreventionFilter() : new CsrfPreventionFilter();
        try {
            filter.init(Rest.make(Rest.of(Config.class), context, rest ? Map.of() : Map.of("entryPoints", ENTRY)));
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    boolean has(Case request) {
        return switch (request) {
            case HEADERS_ALONE, TRUSTED, CROSS_SITE -> false;
            case HEADER -> rest;
            // The one takes parameters on listed paths only; the other knows nothing else.
            case FIELD -> !rest;
            case FIFTY_TOKENS -> !rest;
            case MALFORMED -> rest;
            case WRONG -> rest;
            default -> true;
        };
    }

    @Override
    Filter filter(Case request) {
        return filter;
    }

    @Override
    void asksForToken(LightRequest page) {
        if (rest) {
            page.header(REST_HEADER, "Fetch");
        }
    }

    @Override
    String path(Case request) {
        return rest || request.isPost() ? PATH : ENTRY;
    }

    @Override
    String render(HttpServletRequest request, HttpServletResponse response) {
        if (rest) {
            String nonce = response.getHeader(REST_HEADER);
            return nonce == null ? "" : nonce;
        }
        String url = response.encodeURL("/web/transfers");
        return url.substring(url.indexOf('=') + 1);
    }

    @Override
    String header() {
        return REST_HEADER;
    }

    @Override
    String field() {
        return NONCE;
    }

    private static final String ENTRY = "/web/account";

    /** What the container would read from the application's descriptor. */
    abstract static class Config implements FilterConfig {

        private final ServletContext context;
        private final Map<String, String> parameters;

        Config(ServletContext context, Map<String, String> parameters) {
            this.context = context;
            this.parameters = parameters;
        }

        @Override
        public String getFilterName() {
            return "csrf";
        }

        @Override
        public ServletContext getServletContext() {
            return context;
        }

        @Override
        public @Nullable String getInitParameter(String name) {
            return parameters.get(name);
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }
    }
}
