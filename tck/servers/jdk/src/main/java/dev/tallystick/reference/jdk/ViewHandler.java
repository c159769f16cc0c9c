package dev.tallystick.reference.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Lets the view of a path answer, whatever the method. */
final class ViewHandler implements HttpHandler {

    private final Map<String, View> views = new HashMap<>();
    private final MemorySessions sessions;

    ViewHandler(Collection<String> mounts, MemorySessions sessions) {
        for (View view : View.values()) {
            view.paths(mounts).forEach(path -> views.put(path, view));
        }
        this.sessions = sessions;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        View view = views.get(exchange.getRequestURI().getPath());
        send(view == null ? Answer.notFound() : view.answer(new JdkExchange(exchange, sessions)), exchange);
    }

    private static void send(Answer answer, HttpExchange exchange) throws IOException {
        byte[] body = answer.bytes();
        Headers headers = exchange.getResponseHeaders();
        answer.headers().forEach(headers::set);
        headers.set("Content-Type", answer.contentType());
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
