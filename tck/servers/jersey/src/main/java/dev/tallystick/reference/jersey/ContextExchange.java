package dev.tallystick.reference.jersey;

import dev.tallystick.CsrfToken;
import dev.tallystick.jaxrs.TallystickFeature;
import dev.tallystick.reference.view.CookieNames;
import dev.tallystick.reference.view.Exchange;
import dev.tallystick.reference.view.UnreadableBodyException;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.glassfish.jersey.media.multipart.BodyPart;
import org.glassfish.jersey.media.multipart.FormDataBodyPart;
import org.glassfish.jersey.media.multipart.FormDataMultiPart;
import org.glassfish.jersey.server.ContainerRequest;
import org.jspecify.annotations.Nullable;

/** A request, read by the means of Jakarta REST and Jersey as any resource would. */
final class ContextExchange implements Exchange, Closeable {

    private static final String USER = "user";

    private final ContainerRequest request;
    private final MemorySessions sessions;
    private @Nullable Form form;
    private @Nullable FormDataMultiPart parts;

    ContextExchange(ContainerRequest request, MemorySessions sessions) {
        this.request = request;
        this.sessions = sessions;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return TallystickFeature.sentPath(request);
    }

    @Override
    public @Nullable String query() {
        return request.getRequestUri().getRawQuery();
    }

    @Override
    public String mount() {
        return TallystickFeature.mount(request);
    }

    @Override
    public @Nullable String user() {
        Principal principal = request.getSecurityContext().getUserPrincipal();
        return principal == null ? (String) sessions.of(request).attribute(USER) : principal.getName();
    }

    @Override
    public boolean isBehindCredential() {
        return TallystickFeature.decision(request).principal() != null;
    }

    @Override
    public List<String> cookieNames() {
        List<String> lines = request.getRequestHeader(HttpHeaders.COOKIE);
        return CookieNames.all(
                new ArrayList<>(request.getCookies().keySet()),
                Collections.enumeration(lines == null ? List.of() : lines));
    }

    @Override
    public @Nullable String field(String name) throws UnreadableBodyException {
        try {
            if (isOfType("application/x-www-form-urlencoded")) {
                List<String> values = form().asMap().get(name);
                // Of a name without a value Jersey has none.
                return values == null ? null : Objects.requireNonNullElse(values.get(0), "");
            }
            if (isOfType("multipart/form-data")) {
                FormDataBodyPart part = parts().getField(name);
                return part == null ? null : part.getValue();
            }
            return null;
        } catch (RuntimeException e) {
            throw new UnreadableBodyException(e);
        }
    }

    @Override
    public long fileBytes() throws UnreadableBodyException {
        if (!isOfType("multipart/form-data")) {
            return 0;
        }
        long bytes = 0;
        try {
            for (BodyPart part : parts().getBodyParts()) {
                if (part.getContentDisposition().getFileName() != null) {
                    try (InputStream content = part.getEntityAs(InputStream.class)) {
                        bytes += content.transferTo(OutputStream.nullOutputStream());
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new UnreadableBodyException(e);
        }
        return bytes;
    }

    private boolean isOfType(String type) {
        List<String> lines = request.getRequestHeader(HttpHeaders.CONTENT_TYPE);
        return lines != null && lines.get(0).toLowerCase(Locale.ROOT).startsWith(type);
    }

    private Form form() {
        Form read = form == null ? request.readEntity(Form.class) : form;
        form = read;
        return read;
    }

    private FormDataMultiPart parts() {
        FormDataMultiPart read = parts == null ? request.readEntity(FormDataMultiPart.class) : parts;
        parts = read;
        return read;
    }

    @Override
    public void login(String user) {
        sessions.renew(request);
        sessions.of(request).setAttribute(USER, user);
    }

    @Override
    public void logout() {
        sessions.end(request);
    }

    @Override
    public @Nullable CsrfToken token() {
        return TallystickFeature.hasToken(request) ? TallystickFeature.token(request) : null;
    }

    @Override
    public void close() {
        if (parts != null) {
            parts.cleanup();
        }
    }
}
