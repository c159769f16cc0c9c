package dev.tallystick.reference.springwebflux;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Ports;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.time.Duration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Spring WebFlux on Reactor Netty, the web filter in front. */
public final class SpringWebFluxApplication implements AdapterApplication {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "spring-webflux";
    }

    @Override
    public RunningServer start(Setup setup, int port) throws Exception {
        Ports.refuseIfTaken(port);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(Setup.class, () -> setup);
        context.register(ReferenceConfiguration.class);
        context.refresh();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .forwarded(setup.serverReadsForwarded())
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.applicationContext(context).build()))
                .bindNow(PATIENCE);
        // Reactor's own threads are all daemons.
        new Thread(() -> server.onDispose().block(), "await").start();
        return new RunningServer(server.port(), () -> {
            server.disposeNow(PATIENCE);
            context.close();
        });
    }
}
