package dev.tallystick.jsp;

import dev.tallystick.servlet.TallystickFilter;
import dev.tallystick.tck.templates.Doors;
import dev.tallystick.tck.templates.Visitor;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/**
 * Tomcat with the real filter and the pages of {@code src/test/pages}, compiled by Jasper when they are asked for: {@code
 * /app/web/show/forms} is {@code forms.jsp}.
 */
final class JspSite implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();

    private JspSite(Path work, boolean filtered) throws LifecycleException {
        tomcat.setBaseDir(work.toString());
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addWebapp(
                "/app", Path.of("src/test/pages").toAbsolutePath().toString());
        // The tags are in target/classes here, in a jar elsewhere.
        ((StandardJarScanner) context.getJarScanner()).setScanAllDirectories(true);
        context.addServletContainerInitializer((classes, application) -> prepare(application, filtered), null);
        tomcat.start();
    }

    private static void prepare(ServletContext application, boolean filtered) {
        application.addServlet("show", new Show()).addMapping("/web/show/*", "/open/show/*", "/mobile/show/*");
        application.addServlet("echo", new Echo()).addMapping("/web/echo", "/web/pay/*");
        if (filtered) {
            TallystickFilter.builder(Doors.router()).build().register(application);
        }
    }

    static JspSite start() {
        return start(true);
    }

    /** A site that somebody forgot the filter on. */
    static JspSite startWithoutFilter() {
        return start(false);
    }

    private static JspSite start(boolean filtered) {
        try {
            return new JspSite(Files.createTempDirectory("tallystick-jsp"), filtered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat doesn't start", e);
        }
    }

    String origin() {
        return "http://localhost:" + tomcat.getConnector().getLocalPort();
    }

    Visitor visitor() {
        return new Visitor(origin());
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat doesn't stop", e);
        }
    }

    /** As applications do: a servlet, and behind it the page. */
    private static final class Show extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            request.setAttribute("own", "http://" + request.getHeader("Host") + "/app/web/echo");
            request.setAttribute("foreign", "\t//evil.example");
            String page = "/WEB-INF/pages" + request.getPathInfo() + ".jsp";
            try {
                request.getRequestDispatcher(page).forward(request, response);
            } catch (ServletException e) {
                response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                response.setContentType("text/plain;charset=UTF-8");
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    response.getWriter().println(cause.getMessage());
                }
            }
        }
    }

    private static final class Echo extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().println(request.getMethod() + " " + request.getRequestURI());
        }
    }
}
