package dev.tallystick.servlet;

import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An application on a Jetty of its own, at a free port of 127.0.0.1; a browser would know it as {@code localhost}. */
final class TestSite implements AutoCloseable {

    /** A view, written as a lambda. */
    @FunctionalInterface
    interface View {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private final Server server;
    private final ServletContextHandler context;

    private TestSite(Server server, ServletContextHandler context) {
        this.server = server;
        this.context = context;
    }

    /** Starts an application with sessions. */
    static TestSite start(Consumer<ServletContextHandler> setup) throws Exception {
        return start("/", setup);
    }

    static TestSite start(String contextPath, Consumer<ServletContextHandler> setup) throws Exception {
        ServletContextHandler context = new ServletContextHandler(contextPath, ServletContextHandler.SESSIONS);
        setup.accept(context);
        return start(new Server(), context);
    }

    static TestSite start(Server server, ServletContextHandler context) throws Exception {
        if (server.getConnectors().length == 0) {
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
        }
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
        return new TestSite(server, context);
    }

    /** Starts an application that this filter guards, registered as users register it. */
    static TestSite guarded(TallystickFilter filter, Consumer<ServletContextHandler> setup) throws Exception {
        return start(context -> {
            register(context, filter);
            setup.accept(context);
        });
    }

    static void register(ServletContextHandler context, TallystickFilter filter) {
        context.addServletContainerInitializer((classes, servletContext) -> filter.register(servletContext));
    }

    static ServletHolder servlet(View view) {
        ServletHolder holder = new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1L;
            private final transient View answering = view;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                answering.answer(request, response);
            }
        });
        holder.setAsyncSupported(true);
        return holder;
    }

    /** Answers with a text in UTF-8. */
    static void print(HttpServletResponse response, Object text) throws IOException {
        response.setContentType("text/plain; charset=utf-8");
        response.getWriter().print(text);
    }

    ServletContextHandler context() {
        return context;
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    String host() {
        return "localhost:" + port();
    }

    String origin() {
        return "http://" + host();
    }

    /** A request with {@code Host} and nothing else. */
    WireRequest request(String method, String target) {
        return WireRequest.line(method + " " + target + " HTTP/1.1").header("Host", host());
    }

    WireReply send(WireRequest request) {
        return WireConnection.exchange(port(), request);
    }

    WireReply get(String target) {
        return send(request("GET", target));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty doesn't stop", e);
        }
    }
}
