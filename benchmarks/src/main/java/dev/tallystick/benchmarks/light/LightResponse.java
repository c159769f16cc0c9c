package dev.tallystick.benchmarks.light;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response that keeps its status and a few header lines, and nothing that is written. */
public abstract class LightResponse implements HttpServletResponse {

    private static final Class<? extends LightResponse> TYPE = Rest.of(LightResponse.class);
    private static final int MOST = 16;

    private final ServletOutputStream stream = new Nowhere();
    private final PrintWriter writer = new PrintWriter(Writer.nullWriter());
    private final @Nullable String[] names = new String[MOST];
    private final @Nullable String[] values = new String[MOST];
    private int size;
    private int status = 200;

    protected LightResponse() {}

    public static LightResponse make() {
        return Rest.make(TYPE);
    }

    public LightResponse again() {
        size = 0;
        status = 200;
        return this;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void setStatus(int status) {
        this.status = status;
    }

    @Override
    public void sendError(int status) {
        this.status = status;
    }

    @Override
    public void sendError(int status, String message) {
        this.status = status;
    }

    @Override
    public void sendRedirect(String location) {
        this.status = 302;
    }

    @Override
    public void addHeader(String name, String value) {
        names[size] = name;
        values[size++] = value;
    }

    @Override
    public void setHeader(String name, String value) {
        addHeader(name, value);
    }

    @Override
    public void addCookie(Cookie cookie) {
        addHeader("Set-Cookie", cookie.getName() + "=" + cookie.getValue());
    }

    @Override
    public @Nullable String getHeader(String name) {
        for (int i = 0; i < size; i++) {
            if (name.equalsIgnoreCase(names[i])) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public Collection<String> getHeaders(String name) {
        String value = getHeader(name);
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public boolean containsHeader(String name) {
        return getHeader(name) != null;
    }

    @Override
    public String encodeURL(String url) {
        return url;
    }

    @Override
    public String encodeRedirectURL(String url) {
        return url;
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void reset() {
        again();
    }

    @Override
    public void resetBuffer() {}

    @Override
    public void flushBuffer() {}

    @Override
    public void setContentType(@Nullable String type) {}

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void setCharacterEncoding(@Nullable String encoding) {}

    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
    }

    private static final class Nowhere extends ServletOutputStream {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int octet) {}

        @Override
        public void write(byte[] octets, int offset, int length) {}
    }
}
