package dev.tallystick.spring.boot.test;

import dev.tallystick.CsrfToken;
import dev.tallystick.http.Methods;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.support.WebApplicationContextUtils;

/** What a browser holds that has opened a page with a form: the page's token, and the cookies that came with it. */
final class TestPage {

    private static final String ORIGIN = "Origin";

    /** The filter of Spring Session, as it names it itself. */
    private static final String SPRING_SESSION = "springSessionRepositoryFilter";

    private final String headerName;
    private final String token;
    private final String origin;
    private final List<Cookie> cookies;

    private TestPage(String headerName, String token, String origin, List<Cookie> cookies) {
        this.headerName = headerName;
        this.token = token;
        this.origin = origin;
        this.cookies = List.copyOf(cookies);
    }

    static boolean isSafe(String method) {
        return Methods.isSafe(method);
    }

    /** Opened by the browser that is about to send this request: with its cookies, and in its session. */
    static TestPage openedBeside(MockHttpServletRequest sent) {
        ServletContext servletContext = sent.getServletContext();
        ApplicationContext context = WebApplicationContextUtils.getWebApplicationContext(servletContext);
        if (context == null) {
            throw new IllegalStateException(
                    "This MockMvc knows no application, whose filter could make a token: set it up with the application's"
                            + " context, for instance with @AutoConfigureMockMvc.");
        }
        MockHttpServletRequest page = new MockHttpServletRequest(servletContext, "GET", sent.getRequestURI());
        page.setContextPath(sent.getContextPath());
        page.setScheme(sent.getScheme());
        page.setServerName(sent.getServerName());
        page.setServerPort(sent.getServerPort());
        page.setSecure(sent.isSecure());
        if (sent.getCookies() != null) {
            page.setCookies(sent.getCookies());
        }
        HttpSession session = sent.getSession(false);
        if (session != null) {
            page.setSession(session);
        }
        if (sent.getHeader(HttpHeaders.HOST) == null) {
            // Every browser sends one, and Spring's mock doesn't.
            sent.addHeader(HttpHeaders.HOST, host(sent));
        }
        page.addHeader(HttpHeaders.HOST, String.valueOf(sent.getHeader(HttpHeaders.HOST)));
        TestPage opened = open(context, page);
        HttpSession begun = page.getSession(false);
        if (begun != null) {
            sent.setSession(begun);
        }
        return opened;
    }

    /** Opened by a browser that keeps the cookies among these headers. */
    static TestPage openedAt(ApplicationContext context, URI address, HttpHeaders headers) {
        MockHttpServletRequest page = new MockHttpServletRequest("GET", address.getRawPath());
        boolean https = "https".equals(address.getScheme());
        page.setScheme(https ? "https" : "http");
        page.setSecure(https);
        page.setServerName(address.getHost());
        page.setServerPort(address.getPort() >= 0 ? address.getPort() : https ? 443 : 80);
        String contextPath = context.getEnvironment().getProperty("server.servlet.context-path", "");
        if (!contextPath.equals("/") && address.getRawPath().startsWith(contextPath)) {
            page.setContextPath(contextPath);
        }
        String host = headers.getFirst(HttpHeaders.HOST);
        page.addHeader(HttpHeaders.HOST, host == null ? address.getRawAuthority() : host);
        String cookies = cookiesOf(headers);
        if (!cookies.isEmpty()) {
            page.addHeader(HttpHeaders.COOKIE, cookies);
            page.setCookies(parsed(cookies));
        }
        TestPage opened = open(context, page);
        if (page.getSession(false) != null) {
            throw new IllegalStateException(
                    "The secret of the token is in a server session (tallystick.secret-store), which"
                            + " only the running server can begin: get the token, and the session's cookie, from a page of it.");
        }
        return opened;
    }

    /** Spring's API for the lines of a header isn't the same in both of its versions; this part is. */
    private static String cookiesOf(HttpHeaders headers) {
        return headers.headerSet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(HttpHeaders.COOKIE))
                .flatMap(header -> header.getValue().stream())
                .collect(Collectors.joining("; "));
    }

    private static Cookie[] parsed(String cookies) {
        return Arrays.stream(cookies.split("; *", -1))
                .map(cookie -> cookie.split("=", 2))
                .filter(cookie -> cookie.length == 2)
                .map(cookie -> new Cookie(cookie[0], cookie[1]))
                .toArray(Cookie[]::new);
    }

    /** With the port unless it is the usual one; the mock says 80 for https too if the test didn't say any. */
    private static String host(MockHttpServletRequest request) {
        int port = request.getServerPort();
        boolean usual = port == 80 || port == 443 && request.getScheme().equals("https");
        return request.getServerName() + (usual ? "" : ":" + port);
    }

    private static TestPage open(ApplicationContext context, MockHttpServletRequest page) {
        String path = page.getRequestURI().substring(page.getContextPath().length());
        page.setServletPath(path);
        page.addHeader("Accept", "text/html");
        ObjectProvider<TallystickFilter> filters = context.getBeanProvider(TallystickFilter.class);
        TallystickFilter filter = filters.getIfAvailable();
        if (filter == null) {
            throw new IllegalStateException("The application under test has no TallystickFilter: let the test start it"
                    + " with the starter's auto-configuration (a sliced test leaves it out).");
        }
        View view = new View(page.getRequestURI());
        MockHttpServletResponse answer = new MockHttpServletResponse();
        FilterChain guarded = (request, response) -> filter.doFilter(request, response, view);
        try {
            if (context.containsBean(SPRING_SESSION)) {
                context.getBean(SPRING_SESSION, Filter.class).doFilter(page, answer, guarded);
            } else {
                guarded.doFilter(page, answer);
            }
        } catch (IOException | ServletException e) {
            throw new IllegalStateException("The filter of the application under test failed", e);
        }
        return view.page(answer);
    }

    /** The same with a token that no key has signed. */
    TestPage withWrongToken() {
        char last = token.charAt(token.length() - 1);
        String wrong = token.substring(0, token.length() - 1) + (last == 'A' ? 'Q' : 'A');
        return new TestPage(headerName, wrong, origin, cookies);
    }

    void addTo(MockHttpServletRequest request) {
        List<Cookie> all = new ArrayList<>();
        if (request.getCookies() != null) {
            all.addAll(Arrays.asList(request.getCookies()));
        }
        all.addAll(cookies);
        if (!all.isEmpty()) {
            // Puts them into the Cookie header too.
            request.setCookies(all.toArray(Cookie[]::new));
        }
        request.addHeader(headerName, token);
        if (request.getHeader(ORIGIN) == null && request.getHeader("Sec-Fetch-Site") == null) {
            request.addHeader(ORIGIN, origin);
        }
    }

    void addTo(HttpHeaders headers) {
        StringBuilder line = new StringBuilder(cookiesOf(headers));
        for (Cookie cookie : cookies) {
            line.append(line.isEmpty() ? "" : "; ")
                    .append(cookie.getName())
                    .append('=')
                    .append(cookie.getValue());
        }
        if (!line.isEmpty()) {
            headers.set(HttpHeaders.COOKIE, line.toString());
        }
        headers.set(headerName, token);
        if (headers.getFirst(ORIGIN) == null && headers.getFirst("Sec-Fetch-Site") == null) {
            headers.set(ORIGIN, origin);
        }
    }

    /** The page: all it does is to show a token. */
    private static final class View implements FilterChain {

        private final String path;
        private @Nullable CsrfToken tokens;
        private @Nullable String token;
        private String origin = "";

        View(String path) {
            this.path = path;
        }

        @Override
        public void doFilter(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response) {
            HttpServletRequest page = (HttpServletRequest) request;
            tokens = TallystickFilter.tokenIfAny(page);
            token = tokens == null ? null : tokens.value();
            origin = page.getScheme() + "://" + page.getHeader(HttpHeaders.HOST);
        }

        TestPage page(MockHttpServletResponse answer) {
            if (tokens == null || token == null) {
                throw new IllegalStateException("No page at " + path + " could show a CSRF token: what is mounted there"
                        + " isn't checked for forgery (the filter answered " + answer.getStatus() + ").");
            }
            return new TestPage(tokens.headerName(), token, origin, List.of(answer.getCookies()));
        }
    }
}
