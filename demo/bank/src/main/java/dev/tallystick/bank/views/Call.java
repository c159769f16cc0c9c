package dev.tallystick.bank.views;

import dev.tallystick.Decision;
import dev.tallystick.Rule;
import dev.tallystick.bank.web.Accept;
import dev.tallystick.bank.web.Answer;
import dev.tallystick.bank.web.Fields;
import dev.tallystick.bank.web.Pages;
import dev.tallystick.bank.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to a view, and its answer. All that a view knows of where it is mounted is the prefix it is called under. */
final class Call {

    /** The session's attribute that says who signed in. */
    static final String USER = "user";

    private static final String DECISION = "dev.tallystick.decision";

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Pages pages;

    Call(HttpServletRequest request, HttpServletResponse response, Pages pages) {
        this.request = request;
        this.response = response;
        this.pages = pages;
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    /** The prefix, for links: never with a trailing slash. */
    String mount() {
        return request.getServletPath();
    }

    /** What follows the prefix. */
    String path() {
        String path = request.getPathInfo();
        return path == null ? "/" : path;
    }

    /** Whom the request comes from: the credential's subject, else who signed in; null if nobody did. */
    @Nullable
    String user() {
        Principal principal = request.getUserPrincipal();
        if (principal != null) {
            return principal.getName();
        }
        HttpSession session = request.getSession(false);
        return session == null ? null : (String) session.getAttribute(USER);
    }

    /** Whether each request brings its own credential, so that there is nothing to sign in to. */
    boolean hasCredential() {
        return request.getUserPrincipal() != null;
    }

    /** Whether the door that this request came through guards nothing. */
    boolean isUnguarded() {
        return request.getAttribute(DECISION) instanceof Decision decision && decision.rule() == Rule.UNPROTECTED;
    }

    boolean wantsJson() {
        return Accept.json(request);
    }

    boolean isPost() {
        return request.getMethod().equals("POST");
    }

    /** Whether it has one of these methods; otherwise it has been answered. */
    boolean hasMethod(String... methods) throws IOException {
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        if (List.of(methods).contains(method)) {
            return true;
        }
        String allowed = String.join(", ", methods) + (List.of(methods).contains("GET") ? ", HEAD" : "") + ", OPTIONS";
        response.setHeader("Allow", allowed);
        if (method.equals("OPTIONS")) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            problem(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Here one can use " + allowed + ".");
        }
        return false;
    }

    Fields fields(String... names) throws IOException, Refusal {
        return Fields.read(request, names);
    }

    void json(int status, Object value) throws IOException {
        Answer.json(response, status, value);
    }

    /** Sends a browser on to another page under the same prefix. */
    void seeOther(String path) {
        Answer.seeOther(response, mount() + path);
    }

    void page(int status, String page, Map<String, ?> variables) throws IOException {
        Map<String, Object> all = new HashMap<>(variables);
        all.put("mount", mount());
        all.put("unguarded", isUnguarded());
        if (!all.containsKey("user")) {
            all.put("user", user());
        }
        if (!response.containsHeader("Cache-Control")) {
            response.setHeader("Cache-Control", "private, no-cache");
        }
        Answer.html(response, status, pages.render(page, request, response, all));
    }

    void problem(int status, String detail) throws IOException {
        if (wantsJson()) {
            Answer.problem(response, status, detail, Map.of());
        } else {
            page(status, "problem", Map.of("title", Answer.title(status), "detail", detail));
        }
    }

    void notFound() throws IOException {
        problem(HttpServletResponse.SC_NOT_FOUND, "There is nothing at this address.");
    }
}
