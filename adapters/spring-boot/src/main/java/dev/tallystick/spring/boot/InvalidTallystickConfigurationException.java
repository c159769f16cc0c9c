package dev.tallystick.spring.boot;

/** The application's configuration says something about {@code tallystick.*} that has no usable form; the message says what. */
final class InvalidTallystickConfigurationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidTallystickConfigurationException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }
}
