package dev.tallystick.reference.servlet;

import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.http.UrlEncoded;
import dev.tallystick.reference.view.CookieNames;
import dev.tallystick.reference.view.Exchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A servlet's request, read by the container's own methods as any application would. */
public class ServletExchange implements Exchange {

    private static final String USER = "user";

    private final HttpServletRequest request;
    private @Nullable Map<String, List<String>> fieldsLeft;

    public ServletExchange(HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return request.getRequestURI();
    }

    @Override
    public @Nullable String query() {
        return request.getQueryString();
    }

    @Override
    public String mount() {
        return (String) request.getAttribute(TallystickFilter.MOUNT_ATTRIBUTE);
    }

    @Override
    public @Nullable String user() {
        Principal principal = request.getUserPrincipal();
        if (principal != null) {
            return principal.getName();
        }
        HttpSession session = request.getSession(false);
        return session == null ? null : (String) session.getAttribute(USER);
    }

    @Override
    public boolean isBehindCredential() {
        Decision decision = (Decision) request.getAttribute(TallystickFilter.DECISION_ATTRIBUTE);
        return decision.principal() != null;
    }

    @Override
    public List<String> cookieNames() {
        Cookie[] cookies = request.getCookies();
        List<String> known = cookies == null
                ? List.of()
                : Arrays.stream(cookies).map(Cookie::getName).toList();
        return CookieNames.all(known, request.getHeaders("Cookie"));
    }

    @Override
    public @Nullable String field(String name) throws UnreadableBodyException {
        try {
            String[] values = request.getParameterValues(name);
            // A container's parameters are the query's first, then the body's.
            int inQuery = values == null ? 0 : inQuery(name);
            if (values != null && values.length > inQuery) {
                return values[inQuery];
            }
            List<String> unread = fieldsLeft().getOrDefault(name, List.of());
            return unread.isEmpty() ? null : unread.get(0);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableBodyException(e);
        }
    }

    private int inQuery(String name) {
        String query = query();
        return query == null
                ? 0
                : UrlEncoded.parse(query, StandardCharsets.UTF_8)
                        .getOrDefault(name, List.of())
                        .size();
    }

    /** The form of a body that the container leaves to the application, as it does by method, each by a list of its own. */
    private Map<String, List<String>> fieldsLeft() throws IOException {
        if (fieldsLeft == null) {
            byte[] body = isOfType("application/x-www-form-urlencoded")
                    ? request.getInputStream().readNBytes(ServletViews.MOST_FORM_BYTES)
                    : new byte[0];
            fieldsLeft = UrlEncoded.parse(new String(body, StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
        return fieldsLeft;
    }

    private boolean isOfType(String type) {
        String sent = request.getHeader("Content-Type");
        return sent != null && sent.toLowerCase(Locale.ROOT).startsWith(type);
    }

    @Override
    public long fileBytes() throws UnreadableBodyException {
        if (!isOfType("multipart/form-data")) {
            return 0;
        }
        long bytes = 0;
        try {
            for (Part part : request.getParts()) {
                if (part.getSubmittedFileName() != null) {
                    try (InputStream content = part.getInputStream()) {
                        bytes += content.transferTo(OutputStream.nullOutputStream());
                    }
                }
            }
        } catch (IOException | ServletException | RuntimeException e) {
            throw new UnreadableBodyException(e);
        }
        return bytes;
    }

    @Override
    public void login(String user) {
        HttpSession session = request.getSession();
        if (!session.isNew()) {
            request.changeSessionId();
        }
        session.setAttribute(USER, user);
    }

    @Override
    public void logout() {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    @Override
    public @Nullable CsrfToken token() {
        return request.getAttribute(TallystickFilter.TOKEN_ATTRIBUTE) == null ? null : TallystickFilter.token(request);
    }
}
