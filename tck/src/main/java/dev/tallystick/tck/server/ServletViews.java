package dev.tallystick.tck.server;

import dev.tallystick.servlet.TallystickFilter;
import dev.tallystick.tck.view.View;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.List;

/** The filter and the views in a servlet container, as an application registers them. */
final class ServletViews {

    private ServletViews() {}

    static void register(ServletContext context, Setup setup) {
        TallystickFilter.builder(setup.router()).build().register(context);
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
