package dev.tallystick.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    @Override
    public @Nullable String getCharacterEncoding() {
        return body.encoding();
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
        body.setEncoding(encoding.name());
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

    /** The query first, then the body. The container has the query alone, since the body was taken from it. */
    private Map<String, String[]> parameters() {
        if (parameters == null) {
            Map<String, String[]> all = new LinkedHashMap<>(super.getParameterMap());
            body.fields()
                    .forEach((name, values) -> all.merge(name, values.toArray(new String[0]), BodyRequest::joined));
            parameters = Collections.unmodifiableMap(all);
        }
        return parameters;
    }

    private static String[] joined(String[] first, String[] second) {
        List<String> all = new ArrayList<>(first.length + second.length);
        Collections.addAll(all, first);
        Collections.addAll(all, second);
        return all.toArray(new String[0]);
    }
}
