package dev.tallystick.testing;

import dev.tallystick.http.SessionView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server session that begins when something is stored in it, and whose id can be changed under a request. */
public final class FakeSession implements SessionView {

    private final Map<String, Object> attributes = new HashMap<>();
    private @Nullable String id;

    private FakeSession(@Nullable String id) {
        this.id = id;
    }

    public static FakeSession of(String id) {
        return new FakeSession(id);
    }

    /** None yet. */
    public static FakeSession none() {
        return new FakeSession(null);
    }

    public void renew(@Nullable String newId) {
        id = newId;
        if (newId == null) {
            attributes.clear();
        }
    }

    @Override
    public @Nullable String id() {
        return id;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (id == null) {
            id = "begun";
        }
        attributes.put(name, value);
    }

    public Map<String, Object> attributes() {
        return attributes;
    }
}
