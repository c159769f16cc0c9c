package dev.tallystick.reference.springboot;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Ports;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Spring Boot with Spring MVC on its Tomcat, guarded by the starter alone. */
public final class SpringBootApplication implements AdapterApplication {

    private static final String MODE_OF = "tallystick.mode./";
    private static final String TRUSTED_OF = "tallystick.trusted-origins./";

    @Override
    public String name() {
        return "spring-boot";
    }

    @Override
    public RunningServer start(Setup setup, int port) throws Exception {
        Ports.refuseIfTaken(port);
        // Boot would set the JVM's logging up anew.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SpringApplication application = new SpringApplication(ReferenceConfiguration.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> {
            context.getBeanFactory().registerSingleton("setup", setup);
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("reference", properties(setup, port)));
        });
        ConfigurableApplicationContext context = application.run();
        allowTrace(context);
        int listening = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new RunningServer(listening, context::close);
    }

    private static Map<String, Object> properties(Setup setup, int port) {
        Map<String, Object> all = new HashMap<>();
        all.put("server.port", port);
        all.put("server.address", "127.0.0.1");
        all.put("server.tomcat.threads.min-spare", 1);
        all.put("server.tomcat.max-http-form-post-size", "4MB");
        all.put("server.forward-headers-strategy", setup.serverReadsForwarded() ? "native" : "none");
        all.put("spring.servlet.multipart.max-file-size", "-1");
        all.put("spring.servlet.multipart.max-request-size", "-1");
        all.put("spring.main.lazy-initialization", "true");
        all.put("spring.mvc.dispatch-trace-request", "true");
        Properties keys = setup.properties();
        for (String key : keys.stringPropertyNames()) {
            all.put(asSpringHasIt(key), keys.getProperty(key));
        }
        return all;
    }

    /** A key that names a mount is written with the mount in brackets, since Spring's keys have no slashes. */
    private static String asSpringHasIt(String key) {
        if (key.startsWith(MODE_OF)) {
            return "tallystick.per-mount[" + key.substring(MODE_OF.length() - 1) + "].mode";
        }
        if (key.startsWith(TRUSTED_OF)) {
            return "tallystick.per-mount[" + key.substring(TRUSTED_OF.length() - 1) + "].trusted-origins";
        }
        return key;
    }

    /** Tomcat refuses TRACE unless it is told otherwise, for which Boot has no key; its types differ from version to version. */
    private static void allowTrace(ConfigurableApplicationContext context) throws ReflectiveOperationException {
        Object server = context.getClass().getMethod("getWebServer").invoke(context);
        Tomcat tomcat = (Tomcat) server.getClass().getMethod("getTomcat").invoke(server);
        tomcat.getConnector().setAllowTrace(true);
    }
}
