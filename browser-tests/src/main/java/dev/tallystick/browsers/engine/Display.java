package dev.tallystick.browsers.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A screen in memory. It chooses its own number, so that any number of them can be there. */
final class Display implements AutoCloseable {

    static final String PROGRAM = "/usr/bin/Xvfb";

    private final Child child;
    private final String name;

    private Display(Child child, String name) {
        this.child = child;
        this.name = name;
    }

    static Display open() throws IOException {
        Path directory = Child.directory();
        Child child = Child.start(
                directory,
                List.of(PROGRAM, "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"),
                Map.of());
        try {
            for (int waited = 0; waited < 2400 && child.isAlive(); waited++) {
                for (String line : child.lastWords().lines().toList()) {
                    if (!line.isEmpty() && line.chars().allMatch(c -> c >= '0' && c <= '9')) {
                        return new Display(child, ':' + line);
                    }
                }
                Thread.sleep(25);
            }
            throw new IOException(PROGRAM + " gives no display: " + child.lastWords());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            child.close();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            child.close();
            throw e;
        }
    }

    /** For the variable {@code DISPLAY}. */
    String name() {
        return name;
    }

    @Override
    public void close() {
        child.close();
    }
}
