package dev.tallystick.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.SessionTrackingMode;
import java.util.EnumSet;
import java.util.Set;

/** What one application must fulfil for its filter to guard it; looked at when it starts. */
final class Installation {

    private static final String FILTER_ATTRIBUTE = "dev.tallystick.filter";

    private final ServletContext context;
    private final boolean outermost;

    private Installation(ServletContext context, boolean outermost) {
        this.context = context;
        this.outermost = outermost;
    }

    static Installation of(
            TallystickFilter filter, FilterConfig config, boolean allowUrlSessions, boolean insideAnother)
            throws ServletException {
        ServletContext context = config.getServletContext();
        if (!insideAnother) {
            if (context.getAttribute(FILTER_ATTRIBUTE) != null) {
                throw new ServletException(second().getMessage());
            }
            context.setAttribute(FILTER_ATTRIBUTE, filter);
        }
        if (!allowUrlSessions && !insideAnother && tracksByUrl(context)) {
            try {
                switchOffUrlSessions(context);
            } catch (IllegalStateException e) {
                throw new ServletException(
                        "Session tracking by URL is on, and this container doesn't let a filter switch it off: register the"
                                + " filter with TallystickFilter.register, write <tracking-mode>COOKIE</tracking-mode> in"
                                + " web.xml, or call allowUrlSessions().",
                        e);
            }
        }
        UpgradeOrder.ensure(context, config.getFilterName());
        return new Installation(context, !insideAnother);
    }

    void remove() {
        if (outermost) {
            context.removeAttribute(FILTER_ATTRIBUTE);
        }
    }

    static IllegalStateException second() {
        return new IllegalStateException("This application has a Tallystick filter already: keep one of the two. (The"
                + " starter brings one by itself.) A second one that is meant to be stricter than the first says so with"
                + " insideAnother().");
    }

    static void switchOffUrlSessions(ServletContext context) {
        if (tracksByUrl(context)) {
            EnumSet<SessionTrackingMode> modes = EnumSet.copyOf(context.getEffectiveSessionTrackingModes());
            modes.remove(SessionTrackingMode.URL);
            context.setSessionTrackingModes(modes.isEmpty() ? EnumSet.of(SessionTrackingMode.COOKIE) : modes);
        }
    }

    private static boolean tracksByUrl(ServletContext context) {
        Set<SessionTrackingMode> modes = context.getEffectiveSessionTrackingModes();
        return modes != null && modes.contains(SessionTrackingMode.URL);
    }
}
