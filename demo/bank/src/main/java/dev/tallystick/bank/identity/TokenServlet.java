package dev.tallystick.bank.identity;

import dev.tallystick.bank.watch.WatchLog;
import dev.tallystick.bank.web.Answer;
import dev.tallystick.bank.web.Fields;
import dev.tallystick.bank.web.Refusal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where phones sign in: {@code POST /id/token} with {@code {"user","password"}} gives a token, and {@code GET /id/jwks.json} the
 * keys to verify it with.
 *
 * <p>Nothing guards it against forgery, and nothing has to: the credentials stand in the body, no cookie is read or set, and
 * nothing is kept. There is no login that a browser could add by itself.
 */
public final class TokenServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient SignIn signIn;
    private final transient TokenIssuer issuer;
    private final transient WatchLog watch;

    public TokenServlet(SignIn signIn, TokenIssuer issuer, WatchLog watch) {
        this.signIn = signIn;
        this.issuer = issuer;
        this.watch = watch;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        String method = request.getMethod();
        String wanted = path.equals("/token") ? "POST" : path.equals("/jwks.json") ? "GET" : "";
        if (wanted.isEmpty()) {
            Answer.problem(response, HttpServletResponse.SC_NOT_FOUND, "There is nothing at this address.", Map.of());
        } else if (!method.equals(wanted) && !(wanted.equals("GET") && method.equals("HEAD"))) {
            response.setHeader("Allow", wanted);
            Answer.problem(
                    response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Here one can use " + wanted + ".", Map.of());
        } else if (wanted.equals("GET")) {
            keys(response);
        } else {
            try {
                token(request, response);
            } catch (Refusal refusal) {
                Answer.problem(response, refusal.status(), refusal.detail(), Map.of());
            }
        }
    }

    private void keys(HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "public, max-age=60");
        Answer.json(response, HttpServletResponse.SC_OK, issuer.publicKeys().toJSONObject(true));
    }

    private void token(HttpServletRequest request, HttpServletResponse response) throws IOException, Refusal {
        String type = request.getContentType() == null
                ? ""
                : request.getContentType().strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            throw new Refusal(
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    "Send Content-Type: application/json and {\"user\":\"…\",\"password\":\"…\"}.");
        }
        Fields fields = Fields.read(request, "user", "password");
        String user = fields.get("user");
        if (user.isEmpty() || fields.get("password").isEmpty()) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, "Give a user and a password.");
        }
        SignIn.Attempt attempt = signIn.attempt(user, fields.get("password"), request.getRemoteAddr());
        if (attempt.isTooSoon()) {
            watch.note("sign-in slowed down");
            response.setHeader("Retry-After", Long.toString(attempt.waitSeconds()));
            throw new Refusal(
                    429, "There were too many wrong passwords. Try again in " + attempt.waitSeconds() + " seconds.");
        }
        if (!attempt.right()) {
            watch.note("wrong user or password");
            response.setHeader("WWW-Authenticate", "Password realm=\"bank\"");
            throw new Refusal(HttpServletResponse.SC_UNAUTHORIZED, "The user or the password is wrong.");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", issuer.issue(user));
        answer.put("token_type", "Bearer");
        answer.put("expires_in", TokenIssuer.LIFETIME.toSeconds());
        watch.note("a phone signed in as " + user);
        response.setHeader("Cache-Control", "no-store");
        Answer.json(response, HttpServletResponse.SC_OK, answer);
    }
}
