package dev.tallystick.servlet;

import dev.tallystick.http.UrlEncoded;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request whose form body was read before its view: the view finds it whole, as stream, as reader and as parameters, on
 * every container and for every method.
 */
final class BodyRequest extends ViewRequest {

    private final FormBody body;
    private @Nullable Map<String, String[]> parameters;

    BodyRequest(HttpServletRequest request, HttpServletResponse response, Exchange exchange, FormBody body) {
        super(request, response, exchange);
        this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
        return body.stream();
    }

    @Override
    public BufferedReader getReader() {
        return body.reader();
    }

    /** As sent; a container may fail on a character set that it doesn't know. */
    @Override
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        Charset charset = body.charset();
        return charset == null ? null : charset.name();
    }

    @Override
    public void setCharacterEncoding(String encoding) throws UnsupportedEncodingException {
        try {
            setCharacterEncoding(Charset.forName(encoding));
        } catch (IllegalArgumentException e) {
            throw new UnsupportedEncodingException(encoding);
        }
    }

    /** Of Servlet 6.1, which this doesn't compile against. */
    public void setCharacterEncoding(Charset encoding) {
        body.setCharset(encoding);
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = parameters().get(name);
        return values == null ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        String[] values = parameters().get(name);
        return values == null ? null : values.clone();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters().keySet());
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters();
    }

    /** The query first, then the body; before both, the query that a dispatch was given of its own. */
    private Map<String, String[]> parameters() {
        if (parameters == null) {
            Map<String, String[]> all = new LinkedHashMap<>();
            String query = getQueryString();
            if (!Objects.equals(query, body.query())) {
                add(all, query);
            }
            add(all, body.query());
            body.fields().forEach((name, values) -> add(all, name, values));
            parameters = Collections.unmodifiableMap(all);
        }
        return parameters;
    }

    private static void add(Map<String, String[]> all, @Nullable String query) {
        if (query != null) {
            UrlEncoded.parse(query, StandardCharsets.UTF_8).forEach((name, values) -> add(all, name, values));
        }
    }

    private static void add(Map<String, String[]> all, String name, List<String> values) {
        String[] before = all.getOrDefault(name, new String[0]);
        String[] joined = Arrays.copyOf(before, before.length + values.size());
        for (int i = 0; i < values.size(); i++) {
            joined[before.length + i] = values.get(i);
        }
        all.put(name, joined);
    }
}
