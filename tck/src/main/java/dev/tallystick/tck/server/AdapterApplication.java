package dev.tallystick.tck.server;

/** The reference application on one server, behind one adapter. */
public interface AdapterApplication {

    /**
     * Starts it on 127.0.0.1; when this returns, it answers.
     *
     * @param port 0 for any that is free
     * @throws java.net.BindException as itself or as a cause, if the port is in use
     */
    RunningServer start(Setup setup, int port) throws Exception;
}
