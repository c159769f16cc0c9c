package dev.tallystick.benchmarks.server;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.servlet.TallystickFilter;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

/**
 * One view three times in one server, in one JVM: unguarded, behind Tallystick, behind Spring's filter. The view does what any
 * view behind a login does at least: it looks who is logged in.
 */
public final class Site {

    static final List<String> MOUNTS = List.of("none", "tallystick", "spring");

    private Site() {}

    /** Starts the server that is named, and prints its port. */
    public static void main(String... arguments) throws Exception {
        switch (arguments[0]) {
            case "jetty" -> jetty();
            case "tomcat" -> tomcat();
            default -> throw new IllegalArgumentException("server '" + arguments[0] + "' is unknown: jetty or tomcat");
        }
    }

    private static void jetty() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.addServletContainerInitializer((classes, servletContext) -> register(servletContext));
        server.setHandler(context);
        server.start();
        System.out.println(connector.getLocalPort());
    }

    private static void tomcat() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        // As Jetty does: a connection lives as long as its client wants.
        connector.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(
                (classes, servletContext) -> register(servletContext), java.util.Set.of());
        tomcat.start();
        System.out.println(connector.getLocalPort());
        tomcat.getServer().await();
    }

    private static void register(ServletContext context) {
        guard(context, "tallystick", tallystick());
        guard(context, "spring", new CsrfFilter(new HttpSessionCsrfTokenRepository()));
        context.addServlet("view", new View())
                .addMapping(MOUNTS.stream().map(mount -> "/" + mount + "/*").toArray(String[]::new));
    }

    private static void guard(ServletContext context, String mount, Filter filter) {
        context.addFilter(mount, filter)
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/" + mount + "/*");
    }

    private static Filter tallystick() {
        Protection protection = CsrfProtection.builder(KeyRing.random(RandomSource.system()))
                .baseUrl("http://bank.example")
                .build();
        return TallystickFilter.builder(Router.builder()
                        .mount("/tallystick", protection)
                        .otherwise(Protection.denyAll())
                        .build())
                .build();
    }

    private static final class View extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getPathInfo();
            if ("/login".equals(path)) {
                request.getSession(true).setAttribute("user", "alice");
                answer(response, "alice");
            } else if ("/token".equals(path)) {
                answer(response, token(request));
            } else {
                answer(request, response);
            }
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            answer(request, response);
        }

        private static String token(HttpServletRequest request) {
            return switch (request.getServletPath()) {
                case "/tallystick" -> TallystickFilter.token(request).value();
                case "/spring" -> ((CsrfToken) request.getAttribute("_csrf")).getToken();
                default -> "none";
            };
        }

        private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession(false);
            Object user = session == null ? null : session.getAttribute("user");
            if (user == null) {
                response.sendError(401);
            } else {
                answer(response, user.toString());
            }
        }

        private static void answer(HttpServletResponse response, String text) throws IOException {
            byte[] body = text.getBytes(StandardCharsets.US_ASCII);
            response.setContentType("text/plain");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
