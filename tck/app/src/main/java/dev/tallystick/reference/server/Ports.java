package dev.tallystick.reference.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1. */
public final class Ports {

    private Ports() {}

    /**
     * For servers that tell in words of their own, or only their log, that they can't listen.
     *
     * @throws java.net.BindException if somebody else listens there
     */
    public static void refuseIfTaken(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress("127.0.0.1", port));
        }
    }
}
