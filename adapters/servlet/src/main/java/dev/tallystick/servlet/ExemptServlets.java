package dev.tallystick.servlet;

import dev.tallystick.CsrfExempt;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which servlets of the application carry {@link CsrfExempt}; each is looked at once. */
final class ExemptServlets {

    private final Map<String, Boolean> exempt = new ConcurrentHashMap<>();

    /** Whether the servlet that the request is mapped to is exempt. */
    boolean isTargetOf(HttpServletRequest request) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        String name = mapping == null ? null : mapping.getServletName();
        if (name == null || name.isEmpty()) {
            return false;
        }
        Boolean known = exempt.get(name);
        if (known == null) {
            known = isExempt(request.getServletContext(), name);
            exempt.put(name, known);
        }
        return known;
    }

    private static boolean isExempt(ServletContext context, String name) {
        ServletRegistration registration = context.getServletRegistration(name);
        String className = registration == null ? null : registration.getClassName();
        Class<?> type = className == null ? null : load(className, context.getClassLoader());
        return type != null && type.isAnnotationPresent(CsrfExempt.class);
    }

    private static @Nullable Class<?> load(String className, @Nullable ClassLoader loader) {
        try {
            return Class.forName(className, false, loader == null ? ExemptServlets.class.getClassLoader() : loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // A servlet that can't be seen from here can't be exempt by annotation.
            return null;
        }
    }
}
