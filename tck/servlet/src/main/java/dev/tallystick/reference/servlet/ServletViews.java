package dev.tallystick.reference.servlet;

import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.view.View;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.List;

/** The filter and the views in a servlet container, as an application registers them. */
public final class ServletViews {

    /** How long a form may be that a view reads: containers have limits of their own, below that. */
    public static final int MOST_FORM_BYTES = 4 * 1024 * 1024;

    private ServletViews() {}

    public static void register(ServletContext context, Setup setup) {
        TallystickFilter.builder(setup.router()).build().register(context);
        context.setRequestCharacterEncoding("UTF-8");
        context.getSessionCookieConfig().setHttpOnly(true);
        for (View view : View.values()) {
            List<String> paths = view.paths(setup.mounts());
            if (paths.isEmpty()) {
                continue;
            }
            ServletRegistration.Dynamic servlet = context.addServlet(
                    view.name(), view.isExemptByAnnotation() ? new ExemptViewServlet(view) : new ViewServlet(view));
            servlet.addMapping(paths.toArray(String[]::new));
            if (view.takesForms()) {
                servlet.setMultipartConfig(new MultipartConfigElement(""));
            }
        }
    }
}
