package dev.tallystick.benchmarks.light;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** A session that is there. */
public abstract class LightSession implements HttpSession {

    private static final Class<? extends LightSession> TYPE = Rest.of(LightSession.class);

    private final Attributes attributes = new Attributes();
    private final String id;

    protected LightSession(String id) {
        this.id = id;
    }

    public static LightSession of(String id) {
        return Rest.make(TYPE, id);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return false;
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
    public void removeAttribute(String name) {
        attributes.set(name, null);
    }

    /** As it was before the visitor's first page. */
    public void clear() {
        attributes.clear();
    }
}
