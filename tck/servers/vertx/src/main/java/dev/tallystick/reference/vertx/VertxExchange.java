package dev.tallystick.reference.vertx;

import dev.tallystick.CsrfToken;
import dev.tallystick.http.UrlEncoded;
import dev.tallystick.reference.view.CookieNames;
import dev.tallystick.reference.view.Exchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import dev.tallystick.vertx.TallystickHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The context of a route, read by Vert.x's own methods as any application would. */
final class VertxExchange implements Exchange {

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final SessionHandler sessions;

    VertxExchange(RoutingContext context, SessionHandler sessions) {
        this.context = context;
        this.request = context.request();
        this.sessions = sessions;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public String mount() {
        return TallystickHandler.mount(context);
    }

    @Override
    public @Nullable String user() {
        User user = context.user();
        return user == null ? null : user.subject();
    }

    @Override
    public boolean isBehindCredential() {
        return TallystickHandler.decision(context).principal() != null;
    }

    @Override
    public List<String> cookieNames() {
        List<String> known = request.cookies().stream().map(Cookie::getName).toList();
        return CookieNames.all(known, Collections.enumeration(request.headers().getAll(HttpHeaders.COOKIE)));
    }

    @Override
    public @Nullable String field(String name) {
        return request.isExpectMultipart() ? fieldDecoded(name) : fieldLeft(name);
    }

    /** By its exact name, which {@code getFormAttribute} doesn't look at. */
    private @Nullable String fieldDecoded(String name) {
        for (Map.Entry<String, String> attribute : request.formAttributes()) {
            if (attribute.getKey().equals(name)) {
                return attribute.getValue();
            }
        }
        return null;
    }

    /** Vert.x decodes the forms of some methods only, and leaves the others to the application. */
    private @Nullable String fieldLeft(String name) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        Buffer body = context.body().buffer();
        if (body == null
                || type == null
                || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
            return null;
        }
        List<String> values = UrlEncoded.parse(body.toString(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public long fileBytes() throws UnreadableBodyException {
        long bytes = 0;
        try {
            for (FileUpload file : context.fileUploads()) {
                bytes += Files.size(Path.of(file.uploadedFileName()));
            }
        } catch (IOException e) {
            throw new UnreadableBodyException(e);
        }
        return bytes;
    }

    @Override
    public void login(String user) {
        context.session().regenerateId();
        sessions.setUser(context, User.fromName(user));
    }

    @Override
    public void logout() {
        if (context.user() != null) {
            context.session().destroy();
        }
    }

    @Override
    public @Nullable CsrfToken token() {
        return context.get(TallystickHandler.TOKEN_KEY);
    }
}
