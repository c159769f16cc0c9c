package dev.tallystick.tck;

/** A reference application that listens on 127.0.0.1 and answers. */
public interface KitServer {

    /** Where it listens. */
    int port();

    /** Ends it; the kit calls this once. */
    void close() throws Exception;

    /** A server that is known by its port and by what ends it. */
    static KitServer of(int port, AutoCloseable end) {
        return new KitServer() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() throws Exception {
                end.close();
            }
        };
    }
}
