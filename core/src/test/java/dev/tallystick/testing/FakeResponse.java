package dev.tallystick.testing;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.ResponseHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A response head that can be looked into. */
public class FakeResponse implements ResponseHead {

    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private boolean committed;

    /** From now on a header would be lost, and adding one fails the test. */
    public FakeResponse commit() {
        committed = true;
        return this;
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public List<String> headers(String name) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> header : headers) {
            if (Ascii.equalsIgnoreCase(header.getKey(), name)) {
                lines.add(header.getValue());
            }
        }
        return lines;
    }

    @Override
    public void addHeader(String name, String value) {
        if (committed) {
            throw new AssertionError(name + " was added to a committed response: it would be lost");
        }
        headers.add(Map.entry(name, value));
    }

    /** What an application or a framework sets. */
    public FakeResponse with(String name, String value) {
        addHeader(name, value);
        return this;
    }

    public Collection<Map.Entry<String, String>> all() {
        return List.copyOf(headers);
    }

    /** The {@code Set-Cookie} lines of one cookie. */
    public List<String> setCookies(String name) {
        return headers("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .toList();
    }

    /** The value that a cookie was set to; fails unless it was set exactly once. */
    public String cookieValue(String name) {
        List<String> lines = setCookies(name);
        if (lines.size() != 1) {
            throw new AssertionError(name + " was set " + lines.size() + " times: " + headers("Set-Cookie"));
        }
        String line = lines.get(0);
        return line.substring(name.length() + 1, line.indexOf(';'));
    }
}
