package dev.tallystick.benchmarks.light;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that can be sent again and again: {@link #again} forgets what the last filter left in it. */
public abstract class LightRequest implements HttpServletRequest {

    private static final Class<? extends LightRequest> TYPE = Rest.of(LightRequest.class);

    private final Lines headers = new Lines();
    private @Nullable Map<String, String[]> parameters;
    private final Attributes attributes = new Attributes();
    private final String method;
    private final String path;
    private final LightSession session;
    private final ServletContext context;
    private final LightBody body = new LightBody();
    private Cookie[] cookies = {};

    protected LightRequest(String method, String path, LightSession session, ServletContext context) {
        this.method = method;
        this.path = path;
        this.session = session;
        this.context = context;
    }

    public static LightRequest of(String method, String path, LightSession session, ServletContext context) {
        return Rest.make(TYPE, method, path, session, context);
    }

    public LightRequest header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /** A form field: it is in the body, which the container's side reads when it is first asked. */
    public LightRequest field(String name, String value) {
        body.add(name, value);
        return this;
    }

    /** As the container has parsed them. */
    public LightRequest cookies(Cookie... cookies) {
        this.cookies = cookies;
        return this;
    }

    public LightRequest again() {
        attributes.clear();
        body.rewind();
        parameters = null;
        return this;
    }

    /** Whether anybody began to read the body. */
    public boolean isBodyRead() {
        return body.isBegun() || parameters != null;
    }

    public LightSession session() {
        return session;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer("https://bank.example").append(path);
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return path;
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public String getScheme() {
        return "https";
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public String getServerName() {
        return "bank.example";
    }

    @Override
    public int getServerPort() {
        return 443;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public String getRemoteAddr() {
        return "192.0.2.7";
    }

    @Override
    public String getRemoteHost() {
        return "192.0.2.7";
    }

    @Override
    public @Nullable String getRemoteUser() {
        return null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.first(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return headers.all(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(headers.names());
    }

    @Override
    public @Nullable String getContentType() {
        return headers.first("Content-Type");
    }

    @Override
    public int getContentLength() {
        return body.length();
    }

    @Override
    public long getContentLengthLong() {
        return body.length();
    }

    @Override
    public ServletInputStream getInputStream() {
        return body;
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public Cookie[] getCookies() {
        return cookies;
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = getParameterMap().get(name);
        return values == null ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return getParameterMap().get(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        Map<String, String[]> known = parameters;
        if (known == null) {
            known = body.fields();
            parameters = known;
        }
        return known;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        attributes.set(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.set(name, null);
    }

    @Override
    public HttpSession getSession(boolean create) {
        return session;
    }

    @Override
    public HttpSession getSession() {
        return session;
    }

    @Override
    public String getRequestedSessionId() {
        return session.getId();
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return true;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public boolean isAsyncStarted() {
        return false;
    }

    @Override
    public boolean isAsyncSupported() {
        return false;
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public @Nullable HttpServletMapping getHttpServletMapping() {
        return null;
    }
}
