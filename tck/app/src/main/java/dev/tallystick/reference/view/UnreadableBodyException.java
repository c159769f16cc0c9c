package dev.tallystick.reference.view;

/** The server can't read the request's body as the form that it says it is. */
public final class UnreadableBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnreadableBodyException(Throwable cause) {
        super(cause);
    }
}
