package dev.tallystick.reference.view;

import dev.tallystick.CsrfToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request as a view sees it, and what a view may do with it. An adapter's application implements it with the means that
 * the adapter's users have, so that a view notices if something reaches it which shouldn't.
 */
public interface Exchange {

    /** The method as sent. */
    String method();

    /** The path as requested: still percent-encoded, without query. */
    String path();

    /** The query as sent, without the question mark; null if there is none. */
    @Nullable
    String query();

    /** The prefix of the mount that covers the path; empty where none does. */
    String mount();

    /** Who the client is, as the server's own means tell; null if nobody is known. */
    @Nullable
    String user();

    /** Whether a credential said who the client is, so that no login and no token is at hand. */
    boolean isBehindCredential();

    /** The names of all cookies that the server's own means show, from its cookies and from the header. */
    List<String> cookieNames();

    /**
     * The first value of a field of the form body, never of the query; null if it isn't there.
     *
     * @throws UnreadableBodyException if the server can't read the body for it
     */
    @Nullable
    String field(String name) throws UnreadableBodyException;

    /**
     * How many bytes the files of a multipart body hold, each read to its end; 0 if there are none.
     *
     * @throws UnreadableBodyException if the server can't read the body for it
     */
    long fileBytes() throws UnreadableBodyException;

    /** Starts the login session of a user, or renews the one there is: it has a new id. */
    void login(String user);

    /** Ends the login session, if there is one. */
    void logout();

    /** The tokens of this request; null where its views render none. */
    @Nullable
    CsrfToken token();
}
