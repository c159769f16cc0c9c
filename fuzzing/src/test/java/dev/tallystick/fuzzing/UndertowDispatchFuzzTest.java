package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;

/** The mount that decides, beside the servlet that Undertow chooses. */
class UndertowDispatchFuzzTest {

    private static final Site STRICT = Site.of(UndertowDispatchFuzzTest::start, false);
    private static final Site WITH_PARAMETERS = Site.of(UndertowDispatchFuzzTest::start, true);

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#targets")
    @FuzzTest
    void undertow(byte[] input) {
        Targets.each(input, STRICT, WITH_PARAMETERS);
    }

    private static int start(Site site, boolean allowParameters) throws Exception {
        ServletContainerInitializer views = (classes, context) -> MountView.register(context, site, allowParameters);
        DeploymentManager deployment = Servlets.newContainer()
                .addDeployment(Servlets.deployment()
                        .setClassLoader(UndertowDispatchFuzzTest.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("fuzz" + allowParameters)
                        .addServletContainerInitializer(new ServletContainerInitializerInfo(
                                views.getClass().asSubclass(ServletContainerInitializer.class),
                                new ImmediateInstanceFactory<>(views),
                                Set.of())));
        deployment.deploy();
        Undertow server = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(4)
                // All that Undertow could be told to let through, so that more of it reaches the guard.
                .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                .setServerOption(UndertowOptions.DECODE_SLASH, allowParameters)
                .addHttpListener(0, "127.0.0.1", deployment.start())
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return address.getPort();
    }
}
