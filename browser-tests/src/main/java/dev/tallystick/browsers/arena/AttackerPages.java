package dev.tallystick.browsers.arena;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** The attacker's pages beyond the demonstration's: one address for every vector, and what they need. */
final class AttackerPages extends Handler.Wrapper {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HTML = "text/html;charset=utf-8";
    private static final String SCRIPT = script();

    private final Set<Long> done = ConcurrentHashMap.newKeySet();

    /**
     * @param demonstration serves all else
     */
    AttackerPages(Handler demonstration) {
        super(demonstration);
    }

    /** Whether the page of a play has said that it is through. */
    boolean isDone(long play) {
        return done.contains(play);
    }

    private static String script() {
        try (InputStream in = AttackerPages.class.getResourceAsStream("/browsers/vectors.js")) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks browsers/vectors.js");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page that holds its script itself: for files and data addresses. */
    static String standalone(Map<String, ?> parameters) {
        return page(json(parameters), null, "<script>" + SCRIPT + "</script>");
    }

    static String json(Map<String, ?> parameters) {
        try {
            return JSON.writeValueAsString(parameters);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String page(String parameters, @Nullable String policy, String script) {
        return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Kittens</title>"
                + "<link rel=\"icon\" href=\"data:,\">"
                + (policy == null ? "" : "<meta name=\"referrer\" content=\"" + policy + "\">")
                + "</head><body><script type=\"application/json\" id=\"parameters\">" + parameters
                + "</script>" + script + "</body></html>";
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Fields query = Request.extractQueryParameters(request);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        switch (Request.getPathInContext(request)) {
            case "/vectors.js" -> answer(response, "text/javascript;charset=utf-8", SCRIPT, callback);
            case "/vector" -> {
                String csp = query.getValue("csp");
                if (csp != null) {
                    response.getHeaders().put("Content-Security-Policy", csp);
                }
                answer(
                        response,
                        HTML,
                        page(
                                String.valueOf(query.getValue("parameters")).replace("<", "\\u003c"),
                                query.getValue("policy"),
                                "<script src=\"/vectors.js\"></script>"),
                        callback);
            }
            case "/redirect" -> {
                response.setStatus(Integer.parseInt(String.valueOf(query.getValue("status"))));
                response.getHeaders().put(HttpHeader.LOCATION, String.valueOf(query.getValue("to")));
                // To be followed by a request that asks with CORS, the redirect has to agree.
                String origin = request.getHeaders().get(HttpHeader.ORIGIN);
                if (origin != null) {
                    response.getHeaders().put("Access-Control-Allow-Origin", origin);
                    response.getHeaders().put("Access-Control-Allow-Credentials", "true");
                }
                response.write(true, null, callback);
            }
            case "/plant" -> {
                for (Fields.Field field : query) {
                    if (field.getName().equals("cookie")) {
                        field.getValues()
                                .forEach(cookie ->
                                        response.getHeaders().add(new HttpField(HttpHeader.SET_COOKIE, cookie)));
                    }
                }
                answer(response, HTML, "<!DOCTYPE html><title>Planted</title><p>Planted.", callback);
            }
            case "/done" -> {
                done.add(Long.parseLong(String.valueOf(query.getValue("play"))));
                response.setStatus(HttpStatus.NO_CONTENT_204);
                response.write(true, null, callback);
            }
            default -> {
                return super.handle(request, response, callback);
            }
        }
        return true;
    }

    private static void answer(Response response, String type, String text, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
