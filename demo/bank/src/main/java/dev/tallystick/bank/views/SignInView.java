package dev.tallystick.bank.views;

import dev.tallystick.bank.identity.SignIn;
import dev.tallystick.bank.watch.WatchLog;
import dev.tallystick.bank.web.Answer;
import dev.tallystick.bank.web.Fields;
import dev.tallystick.bank.web.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Signing in and out. Absent where each request brings its own credential. */
final class SignInView {

    private static final Duration SESSION = Duration.ofMinutes(30);

    private final SignIn signIn;
    private final WatchLog watch;

    SignInView(SignIn signIn, WatchLog watch) {
        this.signIn = signIn;
        this.watch = watch;
    }

    void login(Call call) throws IOException, Refusal {
        if (call.hasCredential()) {
            call.notFound();
        } else if (call.hasMethod("GET", "POST")) {
            if (call.isPost()) {
                signIn(call);
            } else {
                call.page(HttpServletResponse.SC_OK, "login", Map.of("typed", "", "problem", ""));
            }
        }
    }

    private void signIn(Call call) throws IOException, Refusal {
        Fields fields = call.fields("user", "password");
        String user = fields.get("user").strip();
        if (user.isEmpty() || fields.get("password").isEmpty()) {
            refuse(call, HttpServletResponse.SC_BAD_REQUEST, user, "Give a user and a password.");
            return;
        }
        SignIn.Attempt attempt =
                signIn.attempt(user, fields.get("password"), call.request().getRemoteAddr());
        if (attempt.isTooSoon()) {
            watch.note("sign-in slowed down");
            call.response().setHeader("Retry-After", Long.toString(attempt.waitSeconds()));
            refuse(
                    call,
                    429,
                    user,
                    "There were too many wrong passwords. Try again in " + attempt.waitSeconds() + " seconds.");
        } else if (!attempt.right()) {
            watch.note("wrong user or password");
            challenge(call);
            refuse(call, HttpServletResponse.SC_UNAUTHORIZED, user, "The user or the password is wrong.");
        } else {
            begin(call, user);
        }
    }

    /** A session of one's own: another's attributes and id are of no use in it. */
    private void begin(Call call, String user) throws IOException {
        HttpSession old = call.request().getSession(false);
        if (old != null) {
            old.invalidate();
        }
        HttpSession session = call.request().getSession(true);
        session.setMaxInactiveInterval((int) SESSION.toSeconds());
        session.setAttribute(Call.USER, user);
        watch.note("signed in as " + user);
        if (call.wantsJson()) {
            call.json(HttpServletResponse.SC_OK, Map.of("user", user));
        } else {
            call.seeOther("/account");
        }
    }

    private static void refuse(Call call, int status, String user, String problem) throws IOException {
        if (call.wantsJson()) {
            Answer.problem(call.response(), status, problem, Map.of());
        } else {
            Map<String, Object> variables = new HashMap<>();
            variables.put("typed", user);
            variables.put("problem", problem);
            call.page(status, "login", variables);
        }
    }

    /** What RFC 9110 asks of a 401; browsers ignore the scheme and show the page. */
    static void challenge(Call call) {
        call.response()
                .setHeader("WWW-Authenticate", "Cookie realm=\"bank\", form-action=\"" + call.mount() + "/login\"");
    }

    void logout(Call call) throws IOException {
        if (call.hasCredential()) {
            call.notFound();
            return;
        }
        if (!call.hasMethod("POST")) {
            return;
        }
        HttpSession session = call.request().getSession(false);
        if (session != null) {
            session.invalidate();
            watch.note("signed out");
        }
        if (call.wantsJson()) {
            call.response().setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            call.seeOther("/login");
        }
    }
}
