package dev.tallystick.spring.webflux;

import dev.tallystick.http.Ascii;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;

/** A request as its handler shall see it: the body whole again, and nothing in it that it mustn't see. */
final class ViewRequest extends ServerHttpRequestDecorator {

    private final boolean bearer;
    private final @Nullable TakenBody body;
    private final HttpHeaders headers;

    /**
     * @param bearer whether a JWT says who the client is, so that nothing that a browser attaches by itself is shown
     * @param hidesUpgrade whether the request was decided on as one that is no handshake
     * @param body null if nothing was taken of it
     */
    ViewRequest(ServerHttpRequest request, boolean bearer, boolean hidesUpgrade, @Nullable TakenBody body) {
        super(request);
        this.bearer = bearer;
        this.body = body;
        this.headers =
                bearer || hidesUpgrade ? without(request.getHeaders(), bearer, hidesUpgrade) : request.getHeaders();
    }

    private static HttpHeaders without(HttpHeaders all, boolean cookies, boolean upgrade) {
        HttpHeaders kept = new HttpHeaders();
        for (Map.Entry<String, List<String>> entry : all.headerSet()) {
            String name = entry.getKey();
            boolean hidden = cookies && Ascii.equalsIgnoreCase(name, "Cookie")
                    || upgrade && Ascii.equalsIgnoreCase(name, "Upgrade");
            if (!hidden && kept.getFirst(name) == null) {
                kept.addAll(name, entry.getValue());
            }
        }
        return HttpHeaders.readOnlyHttpHeaders(kept);
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public MultiValueMap<String, HttpCookie> getCookies() {
        return bearer ? new LinkedMultiValueMap<>() : super.getCookies();
    }

    /** A client's certificate is an ambient login too. */
    @Override
    public @Nullable SslInfo getSslInfo() {
        return bearer ? null : super.getSslInfo();
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return body == null ? super.getBody() : body.replay();
    }
}
