package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import dev.tallystick.benchmarks.Exercise;
import dev.tallystick.benchmarks.Subject;
import dev.tallystick.benchmarks.light.LightContext;
import dev.tallystick.benchmarks.light.LightRequest;
import dev.tallystick.benchmarks.light.LightResponse;
import dev.tallystick.benchmarks.light.LightSession;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A servlet filter and how its users ask it for a token. Each exercise is a visitor of its own: it fetches a page, keeps the
 * cookie and the token, and sends what the case says.
 */
abstract class FilterSubject implements Subject {

    static final String PATH = "/web/transfers";

    final LightContext context = LightContext.make();

    /** The filter for a case; usually the same for all. */
    abstract Filter filter(Case request);

    /** A token, as a page asks for it. */
    abstract String render(HttpServletRequest request, HttpServletResponse response);

    /** The header that a script sends the token in. */
    abstract String header();

    /** The form field that holds the token. */
    abstract String field();

    /** The cookie that the filter keeps with the visitor; null if it keeps none. */
    @Nullable
    String cookie() {
        return null;
    }

    boolean has(Case request) {
        return switch (request) {
            case HEADERS_ALONE, TRUSTED, CROSS_SITE -> false;
            default -> true;
        };
    }

    /** What a script sends in the header: the token of the page, or what its cookie holds. */
    String headerToken(String pageToken, @Nullable Cookie kept) {
        return pageToken;
    }

    /** What a page's request must say so that a token is made for it; nothing, usually. */
    void asksForToken(LightRequest page) {}

    /** What a POST says besides its token. */
    void sends(LightRequest post, Case request) {}

    /** The other site that is trusted, where there is one. */
    String trustedOrigin() {
        return "https://partner.example";
    }

    String path(Case request) {
        return PATH;
    }

    /** Makes the next page the visitor's first. */
    void forget(LightSession session) {
        session.clear();
    }

    /** A token that looks right from afar. */
    String malformed(String token) {
        return token.substring(0, token.length() - 1) + "~";
    }

    @Override
    public final @Nullable Exercise exercise(Case request) {
        if (request == Case.BARE || !has(request)) {
            return null;
        }
        try {
            return new Visit(request);
        } catch (IOException | ServletException e) {
            throw new IllegalStateException(this + " can't be made ready for " + request, e);
        }
    }

    /** A page of the site, from where the POST comes; some fifteen header lines, as Chromium sends them. */
    private LightRequest request(Case request, LightSession session, @Nullable Cookie kept) {
        boolean post = request.isPost();
        boolean foreign = request == Case.CROSS_SITE || request == Case.TRUSTED;
        String origin =
                request == Case.TRUSTED ? trustedOrigin() : foreign ? "https://evil.example" : "https://bank.example";
        LightRequest made = LightRequest.of(post ? "POST" : "GET", path(request), session, context)
                .header("Host", "bank.example")
                .header("Connection", "keep-alive")
                .header("sec-ch-ua", "\"Not:A-Brand\";v=\"8\", \"Chromium\";v=\"156\"")
                .header("sec-ch-ua-mobile", "?0")
                .header("sec-ch-ua-platform", "\"Linux\"")
                .header("Upgrade-Insecure-Requests", "1")
                .header(
                        "User-Agent",
                        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36")
                .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        if (post) {
            made.header("Content-Type", "application/x-www-form-urlencoded").header("Origin", origin);
        }
        made.header("Sec-Fetch-Site", foreign ? "cross-site" : "same-origin")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Dest", "document")
                .header("Referer", foreign ? origin + "/" : "https://bank.example/web/account")
                .header("Accept-Encoding", "gzip, deflate, br, zstd")
                .header("Accept-Language", "en-US,en;q=0.9");
        if (request.tokens() > 0) {
            asksForToken(made);
        }
        if (post) {
            sends(made, request);
        }
        Cookie login = new Cookie("SESSION", session.getId());
        if (kept == null) {
            made.header("Cookie", "SESSION=" + session.getId()).cookies(login);
        } else {
            made.header("Cookie", "SESSION=" + session.getId() + "; " + kept.getName() + "=" + kept.getValue())
                    .cookies(login, kept);
        }
        return made;
    }

    /** A visitor, and the one request that it sends again and again. */
    private final class Visit implements Exercise, FilterChain {

        private final Case sent;
        private final Filter filter;
        private final LightRequest request;
        private final LightResponse response = LightResponse.make();
        private int tokens;
        private @Nullable String token;
        private boolean reached;

        Visit(Case sent) throws IOException, ServletException {
            this.sent = sent;
            this.filter = filter(sent);
            LightSession session = LightSession.of("d2f9c1a04b7e4c55a0" + (10 + sent.ordinal()));
            if (sent == Case.SAFE || sent == Case.FIRST_TOKEN) {
                this.request = request(sent, session, null);
            } else {
                Fetched own = fetch(session);
                this.request = request(sent, session, own.cookie());
                switch (sent) {
                    case HEADER -> request.header(header(), headerToken(own.token(), own.cookie()));
                    case FIELD ->
                        request.field("to", "bob").field("amount", "12.34").field(field(), own.token());
                    case MALFORMED -> request.header(header(), malformed(own.token()));
                    case WRONG ->
                        request.header(
                                header(),
                                fetch(LightSession.of("0b5c1e7f90d24411b8aa")).token());
                    default -> {}
                }
            }
            this.tokens = sent.tokens();
        }

        /** The cookie and the token of a page. */
        private record Fetched(@Nullable Cookie cookie, String token) {}

        private Fetched fetch(LightSession session) throws IOException, ServletException {
            LightRequest page = request(Case.NEXT_TOKEN, session, null);
            LightResponse answer = LightResponse.make();
            String[] shown = new String[1];
            filter(Case.NEXT_TOKEN).doFilter(page, answer, (asked, answered) -> {
                shown[0] = render((HttpServletRequest) asked, (HttpServletResponse) answered);
            });
            return new Fetched(kept(answer), shown[0]);
        }

        private @Nullable Cookie kept(LightResponse answer) {
            String name = cookie();
            String line = answer.getHeader("Set-Cookie");
            if (name == null || line == null) {
                return null;
            }
            int end = line.indexOf(';');
            String value = line.substring(line.indexOf('=') + 1, end < 0 ? line.length() : end);
            return new Cookie(name, value);
        }

        @Override
        public Object run() throws IOException, ServletException {
            request.again();
            if (sent == Case.FIRST_TOKEN) {
                forget(request.session());
            }
            response.again();
            reached = false;
            filter.doFilter(request, response, this);
            return this;
        }

        /** The view. */
        @Override
        public void doFilter(ServletRequest asked, ServletResponse answered) {
            reached = true;
            for (int i = 0; i < tokens; i++) {
                token = render((HttpServletRequest) asked, (HttpServletResponse) answered);
            }
        }

        @Override
        public void verify() throws IOException, ServletException, WrongAnswer {
            run();
            boolean refused = response.getStatus() >= 400;
            if (reached != sent.isAllowed() || refused == sent.isAllowed()) {
                throw new WrongAnswer(FilterSubject.this + ", " + sent + ": the view was " + (reached ? "" : "not ")
                        + "reached, status " + response.getStatus());
            }
            if (tokens > 0) {
                String first = token;
                if (first == null || first.length() < 16) {
                    throw new WrongAnswer(FilterSubject.this + ", " + sent + ": no token was shown");
                }
            }
        }
    }
}
