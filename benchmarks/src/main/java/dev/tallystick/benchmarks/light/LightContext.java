package dev.tallystick.benchmarks.light;

import jakarta.servlet.ServletContext;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The application, at the root of its host. */
public abstract class LightContext implements ServletContext {

    private final Attributes attributes = new Attributes();

    protected LightContext() {}

    public static LightContext make() {
        return Rest.make(Rest.of(LightContext.class));
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletContextName() {
        return "bench";
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        attributes.set(name, value);
    }

    @Override
    public @Nullable String getInitParameter(String name) {
        return null;
    }

    @Override
    public void log(String message) {}

    @Override
    public Map<String, ? extends jakarta.servlet.ServletRegistration> getServletRegistrations() {
        return Map.of();
    }

    @Override
    public Map<String, ? extends jakarta.servlet.FilterRegistration> getFilterRegistrations() {
        return Map.of();
    }

    @Override
    public Set<jakarta.servlet.SessionTrackingMode> getEffectiveSessionTrackingModes() {
        return Set.of(jakarta.servlet.SessionTrackingMode.COOKIE);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return java.util.Collections.emptyEnumeration();
    }
}
