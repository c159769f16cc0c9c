package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import dev.tallystick.benchmarks.Exercise;
import dev.tallystick.benchmarks.Subject;
import dev.tallystick.benchmarks.light.Rest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RequestBody;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.CSRFHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vert.x Web's handler with a session, on stubs of what it asks for: no socket, no event loop. */
final class VertxSubject implements Subject {

    private final CSRFHandler handler = CSRFHandler.create(
                    Vertx.vertx(), "a secret that is long enough for a benchmark")
            .setOrigin("https://bank.example");

    @Override
    public @Nullable Exercise exercise(Case request) {
        return switch (request) {
            // With an origin it refuses by headers, but never allows by them.
            case HEADERS_ALONE, TRUSTED, FIFTY_TOKENS, BARE -> null;
            default -> new Visit(request);
        };
    }

    private final class Visit implements Exercise {

        private final Case sent;
        private final Context context;
        private @Nullable String valid;

        Visit(Case sent) {
            this.sent = sent;
            this.context = context(sent.isPost() ? HttpMethod.POST : HttpMethod.GET);
            if (sent.isPost()) {
                fetch();
            }
            if (sent == Case.NEXT_TOKEN) {
                handler.handle(context);
            }
        }

        private Context context(HttpMethod method) {
            Request request = Rest.make(Rest.of(Request.class), method);
            request.headers.add("Host", "bank.example");
            request.headers.add("Origin", sent == Case.CROSS_SITE ? "https://evil.example" : "https://bank.example");
            return Rest.make(
                    Rest.of(Context.class),
                    request,
                    Rest.make(Rest.of(Response.class)),
                    Rest.make(Rest.of(Kept.class)));
        }

        /** It takes a new token for each request that it lets through, so this is part of what such a request costs. */
        private void fetch() {
            Context page = Rest.make(
                    Rest.of(Context.class),
                    Rest.<Request>make(Rest.of(Request.class), HttpMethod.GET),
                    context.response,
                    context.session);
            page.request.headers.add("Origin", "https://bank.example");
            handler.handle(page);
            Cookie cookie = context.response.cookie;
            if (cookie == null) {
                throw new IllegalStateException("the handler gave no cookie");
            }
            valid = cookie.getValue();
        }

        @Override
        public Object run() {
            context.reached = false;
            context.status = 0;
            Request request = context.request;
            String token = valid;
            if (token != null) {
                // What the last answer gave, as a script would send it.
                Cookie newer = context.response.cookie;
                if (newer != null && sent.isAllowed()) {
                    token = newer.getValue();
                    valid = token;
                }
                request.cookie = Cookie.cookie(CSRFHandler.DEFAULT_COOKIE_NAME, token);
                request.token = switch (sent) {
                    case HEADER -> token;
                    case MALFORMED -> "malformed";
                    case WRONG -> token.substring(0, token.length() - 4) + "AAAA";
                    default -> null;
                };
                request.field = sent == Case.FIELD ? token : null;
            } else if (sent == Case.FIRST_TOKEN) {
                context.session.values.clear();
            }
            handler.handle(context);
            return context;
        }

        @Override
        public void verify() throws WrongAnswer {
            run();
            if (context.reached != sent.isAllowed() || (context.status == 403) == sent.isAllowed()) {
                throw new WrongAnswer("vertx, " + sent + ": reached " + context.reached + ", status " + context.status);
            }
        }
    }

    abstract static class Context implements RoutingContextInternal {

        final Request request;
        final Response response;
        final Kept session;
        private final RequestBody body = Rest.make(Rest.of(Body.class));
        final Map<String, Object> data = new HashMap<>();
        boolean reached;
        int status;

        Context(Request request, Response response, Kept session) {
            this.request = request;
            this.response = response;
            this.session = session;
        }

        @Override
        public HttpServerRequest request() {
            return request;
        }

        @Override
        public HttpServerResponse response() {
            return response;
        }

        @Override
        public RequestBody body() {
            return body;
        }

        @Override
        public Session session() {
            return session;
        }

        @Override
        public boolean seenHandler(int id) {
            return false;
        }

        @Override
        public RoutingContextInternal visitHandler(int id) {
            return this;
        }

        @Override
        public RoutingContext put(String key, Object value) {
            data.put(key, value);
            return this;
        }

        @Override
        public void next() {
            reached = true;
        }

        @Override
        public void fail(int code, Throwable cause) {
            status = code;
        }

        @Override
        public void fail(Throwable cause) {
            status = 500;
        }
    }

    abstract static class Request implements HttpServerRequest {

        final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        private final HttpMethod method;

        @Nullable
        Cookie cookie;

        @Nullable
        String token;

        @Nullable
        String field;

        Request(HttpMethod method) {
            this.method = method;
        }

        @Override
        public HttpMethod method() {
            return method;
        }

        @Override
        public MultiMap headers() {
            return headers;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equals(CSRFHandler.DEFAULT_HEADER_NAME) ? token : headers.get(name);
        }

        @Override
        public @Nullable String getHeader(CharSequence name) {
            return headers.get(name);
        }

        @Override
        public @Nullable Cookie getCookie(String name) {
            return cookie;
        }

        @Override
        public @Nullable String getFormAttribute(String name) {
            return field;
        }

        @Override
        public String absoluteURI() {
            return "https://bank.example/web/transfers";
        }
    }

    /** As the body handler leaves it: a form is in the attributes. */
    abstract static class Body implements RequestBody {

        @Override
        public boolean available() {
            return true;
        }
    }

    abstract static class Response implements HttpServerResponse {

        @Nullable
        Cookie cookie;

        @Override
        public HttpServerResponse addCookie(Cookie added) {
            cookie = added;
            return this;
        }
    }

    abstract static class Kept implements Session {

        final Map<String, Object> values = new HashMap<>();

        @Override
        public String id() {
            return "d2f9c1a04b7e4c55a0c3";
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable T get(String key) {
            return (T) values.get(key);
        }

        @Override
        public Session put(String key, Object value) {
            values.put(key, value);
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable T remove(String key) {
            return (T) values.remove(key);
        }
    }
}
