package dev.tallystick.reference.server;

/**
 * A server that answers.
 *
 * @param port where it listens
 * @param stop ends it
 */
public record RunningServer(int port, Stop stop) implements AutoCloseable {

    /** How a server ends. */
    public interface Stop {
        void stop() throws Exception;
    }

    @Override
    public void close() {
        try {
            stop.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server can't be stopped", e);
        }
    }
}
