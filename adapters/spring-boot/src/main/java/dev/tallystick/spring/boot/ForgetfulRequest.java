package dev.tallystick.spring.boot;

import dev.tallystick.http.UrlEncoded;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is looked at to find its handler: its attributes can be changed and are as before for everyone else, and its
 * parameters are those of the query alone, so that the body stays unread.
 */
final class ForgetfulRequest extends HttpServletRequestWrapper {

    private final Map<String, @Nullable Object> changed = new HashMap<>();
    private boolean askedForBody;

    ForgetfulRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return changed.containsKey(name) ? changed.get(name) : super.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        changed.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        changed.put(name, null);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        Set<String> names = new LinkedHashSet<>(Collections.list(super.getAttributeNames()));
        changed.forEach((name, value) -> {
            if (value == null) {
                names.remove(name);
            } else {
                names.add(name);
            }
        });
        return Collections.enumeration(names);
    }

    /** Whether something was asked for that only the body could tell. */
    boolean wasAskedForBody() {
        return askedForBody;
    }

    @Override
    public ServletInputStream getInputStream() {
        throw bodyStaysUnread();
    }

    @Override
    public BufferedReader getReader() {
        throw bodyStaysUnread();
    }

    @Override
    public Collection<Part> getParts() {
        throw bodyStaysUnread();
    }

    @Override
    public Part getPart(String name) {
        throw bodyStaysUnread();
    }

    private static IllegalStateException bodyStaysUnread() {
        return new IllegalStateException("The body isn't read to find a handler");
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        askedForBody = true;
        return ofQuery();
    }

    private Map<String, String[]> ofQuery() {
        String query = getQueryString();
        Map<String, String[]> parameters = new LinkedHashMap<>();
        if (query != null) {
            UrlEncoded.parse(query, StandardCharsets.UTF_8)
                    .forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
        }
        return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        String[] values = ofQuery().get(name);
        askedForBody |= values == null;
        return values;
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = getParameterValues(name);
        return values == null ? null : values[0];
    }
}
