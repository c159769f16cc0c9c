package dev.tallystick.jaxrs;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.HeaderList;
import dev.tallystick.http.ResponseHead;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response that doesn't exist yet while its view runs: what is added is kept until it does, and then added
 * beside what the view said.
 */
final class ContextHead implements ResponseHead {

    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String VARY = "Vary";

    private final List<String> cookies = new ArrayList<>(1);
    private final List<String> varies = new ArrayList<>(1);
    private final List<String> cacheControls = new ArrayList<>(2);
    private @Nullable ContainerResponseContext response;
    private boolean committed;

    /** From here on lines go where the response keeps its own. */
    void meet(ContainerResponseContext made) {
        response = made;
        for (String cookie : cookies) {
            add("Set-Cookie", cookie);
        }
        for (String line : varies) {
            if (!names(headers(VARY), line) && !names(headers(VARY), "*")) {
                add(VARY, line);
            }
        }
        // Each line was added because none said the same: the view may have, since.
        for (String line : cacheControls) {
            Collection<String> said = headers(CACHE_CONTROL);
            boolean wanted =
                    line.equals("private") ? !names(said, "private") && !names(said, "no-store") : said.isEmpty();
            if (wanted) {
                add(CACHE_CONTROL, line);
            }
        }
    }

    /** The first bytes of the body have gone. */
    void commit() {
        committed = true;
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    /** What was kept of Cache-Control isn't told: whether it counts is known when the view has said its own. */
    @Override
    public Collection<String> headers(String name) {
        ContainerResponseContext made = response;
        if (made == null) {
            return Ascii.equalsIgnoreCase(name, VARY) ? varies : List.of();
        }
        List<String> lines = made.getStringHeaders().get(name);
        return lines == null ? List.of() : lines;
    }

    @Override
    public void addHeader(String name, String value) {
        if (response != null) {
            add(name, value);
        } else if (Ascii.equalsIgnoreCase(name, VARY)) {
            varies.add(value);
        } else if (Ascii.equalsIgnoreCase(name, CACHE_CONTROL)) {
            cacheControls.add(value);
        } else {
            cookies.add(value);
        }
    }

    private void add(String name, String value) {
        ContainerResponseContext made = response;
        if (made != null) {
            made.getHeaders().add(name, value);
        }
    }

    private static boolean names(Collection<String> lines, String element) {
        for (String line : lines) {
            if (HeaderList.names(line, element)) {
                return true;
            }
        }
        return false;
    }
}
