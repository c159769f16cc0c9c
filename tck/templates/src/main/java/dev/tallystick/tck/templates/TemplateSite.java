package dev.tallystick.tck.templates;

import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A site at {@code /app} on a free port of this machine. Every {@code GET} is answered with the engine's page; every form is
 * answered with its method, path and fields, one a line. A page that fails is a 500 whose text is the messages of what went
 * wrong, one a line.
 */
public final class TemplateSite implements AutoCloseable {

    /** Where the application is, as seen by browsers. */
    public static final String ROOT = "/app";

    /** Renders one page, with the engine under test: to the writer, or to the response itself. */
    @FunctionalInterface
    public interface Page {
        void render(HttpServletRequest request, HttpServletResponse response, Writer out) throws Exception;
    }

    private final Server server;

    private TemplateSite(Server server) {
        this.server = server;
    }

    /** A site behind the real filter, with the mounts of {@link Doors}. */
    public static TemplateSite start(Page page) {
        return start(page, true);
    }

    /** A site that somebody forgot the filter on. */
    public static TemplateSite startWithoutFilter(Page page) {
        return start(page, false);
    }

    private static TemplateSite start(Page page, boolean filtered) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(ROOT, ServletContextHandler.SESSIONS);
        context.addServlet(new ServletHolder(new Views(page)), "/*");
        context.addServletContainerInitializer((classes, application) -> prepare(application, filtered));
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the site doesn't start", e);
        }
        return new TemplateSite(server);
    }

    private static void prepare(ServletContext application, boolean filtered) {
        if (filtered) {
            TallystickFilter.builder(Doors.router()).build().register(application);
        }
    }

    /** Scheme, host and port, without the root. */
    public String origin() {
        return "http://localhost:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** Somebody who has never been here. */
    public Visitor visitor() {
        return new Visitor(origin());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the site doesn't stop", e);
        }
    }

    private static final class Views extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Page page;

        Views(Page page) {
            this.page = page;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=UTF-8");
            StringWriter out = new StringWriter();
            try {
                page.render(request, response, out);
            } catch (Exception e) {
                response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                response.setContentType("text/plain;charset=UTF-8");
                out.getBuffer().setLength(0);
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    out.append(String.valueOf(cause.getMessage())).append('\n');
                }
            }
            if (!out.toString().isEmpty()) {
                response.getOutputStream().write(out.toString().getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            if (request.getMethod().equals("GET")) {
                doGet(request, response);
                return;
            }
            response.setContentType("text/plain;charset=UTF-8");
            StringBuilder seen = new StringBuilder();
            seen.append(request.getMethod())
                    .append(' ')
                    .append(request.getPathInfo())
                    .append('\n');
            request.getParameterMap().forEach((name, values) -> {
                for (String value : values) {
                    seen.append(name).append('=').append(value).append('\n');
                }
            });
            response.getOutputStream().write(seen.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
