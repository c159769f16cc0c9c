package dev.tallystick.spring.boot;

/** The application's configuration says something that Tallystick can't use; the message says what, and what to write instead. */
final class InvalidTallystickConfigurationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidTallystickConfigurationException(String message) {
        super(message);
    }

    InvalidTallystickConfigurationException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }
}
