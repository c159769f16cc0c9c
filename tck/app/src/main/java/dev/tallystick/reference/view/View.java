package dev.tallystick.reference.view;

import dev.tallystick.CsrfToken;
import dev.tallystick.http.RequestPath;
import dev.tallystick.http.UrlEncoded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The views, the same below every mount. None of them checks anything: that is done before they are called. */
public enum View {
    /** A page with a form that holds a token, bound to one action if the query names its path. */
    FORM("/form", "GET", View::form),
    /** A token for scripts. */
    TOKEN("/token", "GET", View::token),
    /** A page that asks for no token. */
    PLAIN("/plain", "GET", exchange -> Answer.text("plain")),
    /** What the view sees of its request. */
    ECHO("/echo", null, View::echo),
    /** What a multipart body holds. */
    UPLOAD("/upload", "POST", View::upload),
    LOGIN("/login", "POST", View::login),
    LOGOUT("/logout", "POST", View::logout),
    /** An echo that the application's configuration exempts. */
    HOOK("/hooks/echo", null, View::echo),
    /** An echo whose handler is to carry {@link dev.tallystick.CsrfExempt}. */
    EXEMPT("/annotated/echo", null, View::echo);

    /** Where the WebSocket echo is, below every mount; it is no view, since each server has WebSockets of its own kind. */
    public static final String SOCKET = "/socket";

    private static final String FIELD = "field";
    private static final String USER = "user";

    private interface Function {
        Answer answer(Exchange exchange) throws UnreadableBodyException;
    }

    private final String path;
    private final @Nullable String method;
    private final Function function;

    View(String path, @Nullable String method, Function function) {
        this.path = path;
        this.method = method;
        this.function = function;
    }

    /** Answers one request that was let through. */
    public Answer answer(Exchange exchange) {
        if (isForBrowsers() && exchange.isBehindCredential()) {
            return Answer.notFound();
        }
        String sent = exchange.method();
        boolean headOfGet = sent.equals("HEAD") && "GET".equals(method);
        if (method != null && !method.equals(sent) && !headOfGet) {
            return Answer.methodNotAllowed(method.equals("GET") ? "GET, HEAD" : method);
        }
        try {
            return function.answer(exchange);
        } catch (UnreadableBodyException e) {
            return Answer.badRequest("The body is no form that can be read.");
        }
    }

    /** Whether a form can be posted to it, a multipart one too. */
    public boolean takesForms() {
        return !"GET".equals(method);
    }

    /** Whether its handler is to be exempt by annotation. */
    public boolean isExemptByAnnotation() {
        return this == EXEMPT;
    }

    /** The paths of this view: one below each mount, and one below none. */
    public List<String> paths(Collection<String> mounts) {
        return paths(path, mounts);
    }

    /**
     * A path below each mount, and below none. A path belongs to the longest mount that covers it: where {@code /hooks} is
     * mounted, {@code /hooks/echo} is the echo of that mount and not the hook of the root.
     */
    public static List<String> paths(String below, Collection<String> mounts) {
        List<String> paths = new ArrayList<>();
        if (!isCovered("", below, mounts)) {
            paths.add(below);
        }
        for (String mount : mounts) {
            if (!isCovered(mount, mount + below, mounts)) {
                paths.add(mount + below);
            }
        }
        return paths;
    }

    private static boolean isCovered(String mount, String path, Collection<String> mounts) {
        return mounts.stream()
                .anyMatch(other -> other.length() > mount.length() && (path + "/").startsWith(other + "/"));
    }

    private boolean isForBrowsers() {
        return this == FORM || this == TOKEN || this == LOGIN || this == LOGOUT;
    }

    private static Answer form(Exchange exchange) {
        CsrfToken token = exchange.token();
        if (token == null) {
            return Answer.notFound();
        }
        String action = inQuery("action", exchange);
        if (action == null) {
            return page(exchange.mount() + ECHO.path, token.hiddenField());
        }
        // A form of ours posts its token to this site alone.
        if (!action.startsWith("/") || action.startsWith("//") || action.startsWith("/\\")) {
            return Answer.badRequest("The action must be a path on this site.");
        }
        return page(action, token.hiddenFieldForAction("POST", routed(action)));
    }

    private static Answer page(String action, String hiddenField) {
        return Answer.html("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>A form</title>
                <link rel="icon" href="data:,">
                </head>
                <body>
                <form method="post" action="%s">
                %s
                <label>Field <input name="field"></label>
                <button>Send</button>
                </form>
                </body>
                </html>
                """.formatted(Html.escape(action), hiddenField));
    }

    /** The path that a request for this address is routed by. */
    private static String routed(String address) {
        int query = address.indexOf('?');
        String path = query < 0 ? address : address.substring(0, query);
        String decoded = RequestPath.decode(path, false);
        return decoded == null ? path : decoded;
    }

    private static @Nullable String inQuery(String name, Exchange exchange) {
        String query = exchange.query();
        List<String> values = query == null
                ? List.of()
                : UrlEncoded.parse(query, StandardCharsets.UTF_8).getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    private static Answer token(Exchange exchange) {
        CsrfToken token = exchange.token();
        if (token == null) {
            return Answer.notFound();
        }
        Map<String, String> members = new LinkedHashMap<>();
        members.put("token", token.value());
        members.put("parameterName", token.parameterName());
        members.put("headerName", token.headerName());
        return Answer.json(members);
    }

    private static Answer echo(Exchange exchange) throws UnreadableBodyException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("method", exchange.method());
        members.put("path", exchange.path());
        members.put("mount", exchange.mount());
        members.put("user", exchange.user());
        members.put("cookies", exchange.cookieNames());
        members.put("field", exchange.field(FIELD));
        return Answer.json(members);
    }

    private static Answer upload(Exchange exchange) throws UnreadableBodyException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("field", exchange.field(FIELD));
        members.put("fileBytes", exchange.fileBytes());
        return Answer.json(members);
    }

    private static Answer login(Exchange exchange) throws UnreadableBodyException {
        String user = exchange.field(USER);
        if (user == null || user.isEmpty()) {
            return Answer.badRequest("The field user says who logs in.");
        }
        exchange.login(user);
        return Answer.json(Map.of(USER, user));
    }

    private static Answer logout(Exchange exchange) {
        exchange.logout();
        return Answer.text("logged out");
    }
}
