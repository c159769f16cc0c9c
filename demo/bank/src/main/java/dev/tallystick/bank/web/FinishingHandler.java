package dev.tallystick.bank.web;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Finishes the head of every answer, refusals and errors too, at the last moment: the headers that keep pages to themselves,
 * and the session cookie's twin.
 *
 * <p>The twin: {@code SameSite=None} is only kept with {@code Secure}, and WebKit keeps no {@code Secure} cookie of an
 * {@code http} site, not even on loopback. So the same cookie is set twice, first plain, then {@code Secure; SameSite=None}.
 * Chromium and Firefox replace the first by the second; WebKit keeps the first, and takes a missing {@code SameSite} for
 * {@code None}. On https there is no twin.
 */
public final class FinishingHandler extends Handler.Wrapper {

    private static final List<HttpField> HEADERS = List.of(
            new HttpField(
                    "Content-Security-Policy",
                    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
            // Not no-referrer: a page's own forms would be sent with Origin: null.
            new HttpField("Referrer-Policy", "same-origin"),
            new HttpField("X-Content-Type-Options", "nosniff"));

    private static final String SECURE = "; Secure";
    private static final String NONE = "; SameSite=None";

    private final @Nullable String twin;

    /**
     * @param twin the name of the cookie that gets one; null for none
     */
    public FinishingHandler(Handler handler, @Nullable String twin) {
        super(handler);
        this.twin = twin == null ? null : twin + '=';
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.addHttpStreamWrapper(Finished::new);
        return super.handle(request, response, callback);
    }

    private final class Finished extends HttpStream.Wrapper {

        Finished(HttpStream stream) {
            super(stream);
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            for (HttpField header : HEADERS) {
                if (!headers.contains(header.getName())) {
                    headers.add(header);
                }
            }
            if (twin != null) {
                addTwins(headers, twin);
            }
            super.prepareResponse(headers);
        }
    }

    private static void addTwins(HttpFields.Mutable headers, String twin) {
        List<String> cookies = headers.getValuesList(HttpHeader.SET_COOKIE);
        List<String> withTwins = new ArrayList<>();
        for (String cookie : cookies) {
            if (cookie.startsWith(twin) && cookie.contains(NONE)) {
                withTwins.add(cookie.replace(SECURE, "").replace(NONE, ""));
            }
            withTwins.add(cookie);
        }
        if (withTwins.size() > cookies.size()) {
            headers.remove(HttpHeader.SET_COOKIE);
            withTwins.forEach(cookie -> headers.add(HttpHeader.SET_COOKIE, cookie));
        }
    }
}
