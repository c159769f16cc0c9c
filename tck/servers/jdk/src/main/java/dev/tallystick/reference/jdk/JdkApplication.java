package dev.tallystick.reference.jdk;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tallystick.jdkhttpserver.TallystickFilter;
import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Capability;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The JDK's own HTTP server: a context for each mount, the filter first in each. */
public final class JdkApplication implements AdapterApplication {

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.METHODS_AS_SENT, Capability.HTTP_1_0);
    }

    @Override
    public RunningServer start(Setup setup, int port) throws IOException {
        MemorySessions sessions = new MemorySessions();
        TallystickFilter guard =
                TallystickFilter.builder(setup.router()).sessions(sessions::of).build();
        HttpHandler views = new ViewHandler(setup.mounts(), sessions);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        // A context matches by string prefix: with the slash, /web doesn't get /webhook too.
        Stream.concat(Stream.of(""), setup.mounts().stream())
                .forEach(mount ->
                        server.createContext(mount + "/", views).getFilters().add(guard));
        // Without threads of their own, requests would wait for each other's bodies.
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.start();
        return new RunningServer(server.getAddress().getPort(), () -> {
            server.stop(0);
            threads.shutdownNow();
        });
    }
}
