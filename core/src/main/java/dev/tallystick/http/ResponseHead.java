package dev.tallystick.http;

import java.util.Collection;

/**
 * The head of the response, as far as a token needs it: headers can be looked at and added until it is committed.
 *
 * <p>Always the outermost response, also while a view includes another. Used by one thread at a time.
 */
public interface ResponseHead {

    /** Whether the head has been sent, so that a header added now would be lost. */
    boolean isCommitted();

    /** The lines of a header set so far. */
    Collection<String> headers(String name);

    /** Adds a line; lines that are there stay. */
    void addHeader(String name, String value);
}
