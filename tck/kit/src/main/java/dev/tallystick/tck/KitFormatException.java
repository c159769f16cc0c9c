package dev.tallystick.tck;

/** A file of the kit isn't as FORMAT.md says; the message names the file and the case. */
final class KitFormatException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    KitFormatException(String message) {
        super(message);
    }

    KitFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
