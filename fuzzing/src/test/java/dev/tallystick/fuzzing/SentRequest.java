package dev.tallystick.fuzzing;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as a server would show it: a method, a path and header lines, and no body. */
final class SentRequest implements RequestView {

    private final String method;
    private final String path;
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private @Nullable String peer;

    private SentRequest(String method, String path) {
        this.method = method;
        this.path = path;
    }

    static SentRequest of(String method, String path) {
        return new SentRequest(method, path);
    }

    SentRequest header(String name, String line) {
        names.add(name);
        values.add(line);
        return this;
    }

    SentRequest from(String address) {
        peer = address;
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public @Nullable String peerAddress() {
        return peer;
    }

    @Override
    public @Nullable String serverAuthority() {
        return null;
    }

    @Override
    public Enumeration<String> headers(String name) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                lines.add(values.get(i));
            }
        }
        return Collections.enumeration(lines);
    }

    @Override
    public FormFields form() {
        return FormFields.none(FormFields.State.NOT_A_FORM);
    }

    @Override
    public SessionView session() {
        return SessionView.NONE;
    }
}
