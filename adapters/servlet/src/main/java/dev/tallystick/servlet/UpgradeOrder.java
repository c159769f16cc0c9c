package dev.tallystick.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees to it that no WebSocket is opened past our filter. Jetty upgrades in a filter of its own that puts itself before all
 * others whenever somebody first asks for WebSockets, be it while requests are served, and the API has no say in that
 * order; so this, the one place that knows a container, moves our mappings before it through Jetty's public methods.
 */
final class UpgradeOrder implements ServletRequestListener {

    private static final String UPGRADE_FILTER = ".WebSocketUpgradeFilter";
    private static final String PACKAGE = "org.eclipse.jetty.";
    private static final String UNKNOWN_VERSION = "Tallystick can't see to it that its filter comes before Jetty's"
            + " WebSocketUpgradeFilter: the methods that it needs are missing in this version of Jetty.";

    private final Object servletHandler;
    private final ServletContext context;
    private final String ourName;

    private UpgradeOrder(Object servletHandler, ServletContext context, String ourName) {
        this.servletHandler = servletHandler;
        this.context = context;
        this.ourName = ourName;
    }

    /** Puts our filter before Jetty's, now and whenever Jetty's is added later. */
    static void ensure(ServletContext context, String ourName) throws ServletException {
        if (!context.getClass().getName().startsWith(PACKAGE)) {
            return;
        }
        try {
            Object handler = call(call(call(context, "getContext"), "getServletContextHandler"), "getServletHandler");
            UpgradeOrder order = new UpgradeOrder(handler, context, ourName);
            order.repair();
            context.addListener(order);
        } catch (ReflectiveOperationException e) {
            throw new ServletException(UNKNOWN_VERSION, e);
        }
    }

    /** Called before the filters of the request are looked up. */
    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (event.getServletRequest() instanceof HttpServletRequest request && mayUpgrade(request)) {
            try {
                repair();
            } catch (ServletException | ReflectiveOperationException e) {
                throw new IllegalStateException("This WebSocket handshake can't be guarded, so it is refused.", e);
            }
        }
    }

    private static boolean mayUpgrade(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null || "CONNECT".equals(request.getMethod());
    }

    private synchronized void repair() throws ServletException, ReflectiveOperationException {
        Object mappings = call(servletHandler, "getFilterMappings");
        int length = Array.getLength(mappings);
        List<Object> before = new ArrayList<>(length);
        List<Object> ours = new ArrayList<>(1);
        List<Object> after = new ArrayList<>(length);
        boolean late = false;
        for (int i = 0; i < length; i++) {
            Object mapping = Array.get(mappings, i);
            String name = String.valueOf(call(mapping, "getFilterName"));
            if (name.equals(ourName) || classOf(name).equals(TallystickFilter.class.getName())) {
                ours.add(mapping);
                late = !after.isEmpty();
            } else if (!after.isEmpty() || isUpgradeFilter(name)) {
                after.add(mapping);
            } else {
                before.add(mapping);
            }
        }
        if (!after.isEmpty()
                && context.getFilterRegistration(ourName)
                        .getUrlPatternMappings()
                        .isEmpty()) {
            throw new ServletException(
                    "This application opens WebSockets, which filters that are mapped to servlets don't see:"
                            + " map TallystickFilter to a URL pattern, best /*.");
        }
        if (late) {
            Object sorted = Array.newInstance(mappings.getClass().getComponentType(), length);
            int at = 0;
            for (List<Object> group : List.of(before, ours, after)) {
                for (Object mapping : group) {
                    Array.set(sorted, at++, mapping);
                }
            }
            servletHandler
                    .getClass()
                    .getMethod("setFilterMappings", mappings.getClass())
                    .invoke(servletHandler, sorted);
        }
    }

    private boolean isUpgradeFilter(String name) {
        String className = classOf(name);
        return className.startsWith(PACKAGE) && className.endsWith(UPGRADE_FILTER);
    }

    private String classOf(String name) {
        FilterRegistration registration = context.getFilterRegistration(name);
        return registration == null ? "" : String.valueOf(registration.getClassName());
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        Object result = target.getClass().getMethod(method).invoke(target);
        if (result == null) {
            throw new NoSuchMethodException(method + " answers nothing");
        }
        return result;
    }
}
