package dev.tallystick;

import java.util.Map;

/**
 * What an adapter answers by itself, without a view: a {@link Denial}, or what {@link Guard#answer} serves. A value that every
 * adapter writes the same way: status, headers, then the body. Immutable.
 */
public sealed interface Answer permits Denial, ServedAnswer {

    int status();

    /** The headers to set, content type and length aside; each takes the place of what was set before. */
    Map<String, String> headers();

    /** As the header says it. */
    String contentType();

    /** The body's bytes, not to be changed. Without any, neither content type nor length is to be sent (304). */
    byte[] body();
}
