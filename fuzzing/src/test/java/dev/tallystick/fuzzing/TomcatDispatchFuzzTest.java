package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.params.provider.MethodSource;

/** The mount that decides, beside the servlet that Tomcat chooses. */
class TomcatDispatchFuzzTest {

    private static final Site STRICT = Site.of(TomcatDispatchFuzzTest::start, false);
    private static final Site WITH_PARAMETERS = Site.of(TomcatDispatchFuzzTest::start, true);

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#targets")
    @FuzzTest
    void tomcat(byte[] input) {
        Targets.each(input, STRICT, WITH_PARAMETERS);
    }

    private static int start(Site site, boolean allowParameters) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tallystick-fuzz").toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxKeepAliveRequests", "-1");
        // All that Tomcat could be told to let through, so that more of it reaches the guard.
        connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
        connector.setProperty("encodedSolidusHandling", allowParameters ? "decode" : "passthrough");
        connector.setAllowBackslash(true);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(
                (classes, servletContext) -> MountView.register(servletContext, site, allowParameters), Set.of());
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }
}
