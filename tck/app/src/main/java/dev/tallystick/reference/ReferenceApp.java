package dev.tallystick.reference;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * The reference application: one small application that is the same on every adapter, so that one suite can judge them all
 * over real sockets. Standard output is for the one line that says it is ready; all else goes to standard error.
 */
public final class ReferenceApp {

    private ReferenceApp() {}

    public static void main(String[] arguments) {
        int status = run(arguments);
        if (status >= 0) {
            System.exit(status);
        }
        // The server's own threads keep the process; it ends as soon as it is told to, since it holds nothing to be
        // kept.
    }

    /** The exit status, or a negative number if a server runs. */
    private static int run(String... arguments) {
        try {
            CommandLine command = CommandLine.of(arguments);
            AdapterApplication application = AdapterApplication.atHand();
            String adapter = command.adapter();
            if (adapter == null) {
                rehearse(application);
                return 0;
            }
            if (!adapter.equals(application.name())) {
                throw new IllegalArgumentException(
                        "there is no adapter '" + adapter + "' on this class path, but " + application.name());
            }
            StartLog log = StartLog.hold();
            return serve(application, Setup.of(command.properties()), command.port(), log);
        } catch (IllegalArgumentException e) {
            return fail(2, String.valueOf(e.getMessage()));
        }
    }

    private static int serve(AdapterApplication adapter, Setup setup, int port, StartLog log) {
        try {
            // Stopped with the process.
            @SuppressWarnings("resource")
            RunningServer server = adapter.start(setup, port);
            log.release();
            System.out.println("ready http://127.0.0.1:" + server.port() + " adapter=" + adapter.name());
            return -1;
        } catch (Exception e) {
            Throwable cause = root(e);
            return cause instanceof BindException
                    ? fail(1, "port " + port + " is in use on 127.0.0.1: choose another with --port, or 0 for any")
                    : fail(1, adapter.name() + " can't be started: " + cause);
        }
    }

    /** Does once what each start does, and what a first request does, so that the JVM can keep the classes that needs. */
    private static void rehearse(AdapterApplication adapter) {
        StartLog.hold();
        try (RunningServer server = adapter.start(Setup.of(new Properties()), 0);
                Socket client = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
            client.getOutputStream()
                    .write("GET /web/form HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
        } catch (Exception e) {
            throw new IllegalStateException(adapter.name() + " can't be rehearsed", e);
        }
    }

    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e : root(cause);
    }

    /** What is said stays one line, whatever was given. */
    private static int fail(int status, String message) {
        StringBuilder line = new StringBuilder("reference-app: ");
        message.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
        System.err.println(line);
        return status;
    }
}
