package dev.tallystick.fuzzing;

import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The view at a mount, chosen by the container. */
final class MountView extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient Site site;
    private final String mount;

    private MountView(Site site, String mount) {
        this.site = site;
        this.mount = mount;
    }

    /** The filter and all views, as an application registers them. */
    static void register(ServletContext context, Site site, boolean allowParameters) {
        TallystickFilter.Builder filter = TallystickFilter.builder(site.router());
        if (allowParameters) {
            filter.allowUrlSessions();
        }
        filter.build().register(context);
        for (String mount : Site.VIEWS) {
            context.addServlet("view" + mount, new MountView(site, mount))
                    .addMapping(mount.isEmpty() ? "/" : mount + "/*");
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        if (request.getDispatcherType() == DispatcherType.REQUEST) {
            site.reached(mount);
        }
        response.setContentLength(0);
    }
}
