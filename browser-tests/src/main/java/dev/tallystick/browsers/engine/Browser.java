package dev.tallystick.browsers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;

/**
 * A browser that runs: one window with tabs, one of them the current one. Every wait has a limit, after which an
 * {@link IOException} says what was waited for. For one thread at a time.
 */
public interface Browser extends AutoCloseable {

    /** The longest that a page may take to be there. */
    Duration PATIENCE = Duration.ofSeconds(60);

    /** Goes to an address as if it were typed, and waits until the page is there. */
    void open(String url) throws IOException;

    /**
     * Closes all tabs but one, which is fresh or as good as that, and sends it to an address without waiting for more than the
     * page itself.
     */
    void visit(String url) throws IOException;

    /** Clicks as a user does, on the first element that a CSS selector finds. */
    void click(String selector) throws IOException;

    /**
     * Runs a script in the page.
     *
     * @param body of an async function; what it returns has to be JSON
     */
    JsonNode run(String body) throws IOException;

    /** The address of the current tab. */
    String url() throws IOException;

    void back() throws IOException;

    void forward() throws IOException;

    /** Reloads as the user's button does. An engine that asks first, before it sends a form again, is told yes where it can be told. */
    void reload() throws IOException;

    /** How many tabs there are. */
    int tabs() throws IOException;

    /** Opens another tab, which is then the current one. */
    void openTab() throws IOException;

    /** Makes another tab the current one, counted from 0 in the order of their opening. */
    void switchTo(int tab) throws IOException;

    /** The visible part of the page as a PNG. */
    byte[] screenshot() throws IOException;

    /** Ends it; no process is left. */
    @Override
    void close();
}
