package dev.tallystick.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no WebSocket is opened past our filter. Jetty upgrades in a filter of its own that puts itself before all
 * others whenever somebody first asks for WebSockets, be it while requests are served, and the API has no say in that
 * order; so this, the one place that knows a container, moves our mapping before it through Jetty's public methods.
 */
final class UpgradeOrder implements ServletRequestListener {

    private static final String UPGRADE_FILTER = ".WebSocketUpgradeFilter";
    private static final String PACKAGE = "org.eclipse.jetty.";

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
            Object scoped = call(context, "getContext");
            Object handler = call(call(scoped, "getServletContextHandler"), "getServletHandler");
            UpgradeOrder order = new UpgradeOrder(handler, context, ourName);
            order.repair();
            context.addListener(order);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ServletException(
                    "Tallystick can't see to it that its filter comes before Jetty's WebSocketUpgradeFilter: this version of"
                            + " Jetty isn't known.",
                    e);
        }
    }

    /** Called before the filters of the request are looked up. */
    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (event.getServletRequest() instanceof HttpServletRequest request && mayUpgrade(request)) {
            try {
                repair();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("A WebSocket handshake can't be guarded, so it is refused.", e);
            }
        }
    }

    private static boolean mayUpgrade(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null || "CONNECT".equals(request.getMethod());
    }

    private synchronized void repair() throws ReflectiveOperationException {
        Object mappings = call(servletHandler, "getFilterMappings");
        int length = Array.getLength(mappings);
        List<Object> before = new ArrayList<>(length);
        List<Object> ours = new ArrayList<>(1);
        List<Object> after = new ArrayList<>(length);
        boolean moved = false;
        for (int i = 0; i < length; i++) {
            Object mapping = Array.get(mappings, i);
            String name = String.valueOf(call(mapping, "getFilterName"));
            if (name.equals(ourName)) {
                ours.add(mapping);
                moved |= !after.isEmpty();
            } else if (!after.isEmpty() || isUpgradeFilter(name)) {
                after.add(mapping);
            } else {
                before.add(mapping);
            }
        }
        if (!moved) {
            return;
        }
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

    private boolean isUpgradeFilter(String name) {
        FilterRegistration registration = context.getFilterRegistration(name);
        String className = registration == null ? null : registration.getClassName();
        return className != null && className.startsWith(PACKAGE) && className.endsWith(UPGRADE_FILTER);
    }

    private static Object call(@Nullable Object target, String method) throws ReflectiveOperationException {
        if (target == null) {
            throw new NoSuchMethodException(method + " of nothing");
        }
        Object result = target.getClass().getMethod(method).invoke(target);
        if (result == null) {
            throw new InvocationTargetException(null, method + " answered nothing");
        }
        return result;
    }
}
