package dev.tallystick.browsers.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.MutableCapabilities;

/** WebKitGTK, a current WebKit. It needs a display, and gets one that nobody sees. */
final class WebKitGtk implements Engine {

    private static final String BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
    private static final String DRIVER = "/usr/bin/WebKitWebDriver";

    @Override
    public String id() {
        return "webkitgtk";
    }

    @Override
    public String title() {
        return "WebKitGTK";
    }

    @Override
    public String toString() {
        return title();
    }

    @Override
    public List<String> programs() {
        return List.of(BROWSER, DRIVER, Display.PROGRAM);
    }

    @Override
    public boolean blocksThirdPartyCookies() {
        return false;
    }

    @Override
    public boolean sendsFetchMetadata() {
        return true;
    }

    @Override
    public String version() throws IOException {
        // Even for that it wants a display.
        try (Display display = Display.open()) {
            return Child.versionIn(Child.ask(Map.of("DISPLAY", display.name()), BROWSER, "--version"));
        }
    }

    @Override
    public Browser start(Cookies cookies) throws IOException {
        Display display = Display.open();
        try {
            Path directory = Child.directory();
            int port = Child.freePort();
            Child driver = Child.start(
                    directory,
                    List.of(DRIVER, "--host=127.0.0.1", "--port=" + port),
                    Map.of("DISPLAY", display.name(), "LANG", "en_GB.UTF-8"));
            MutableCapabilities capabilities = new MutableCapabilities();
            capabilities.setCapability("browserName", "MiniBrowser");
            capabilities.setCapability("acceptInsecureCerts", true);
            capabilities.setCapability(
                    "webkitgtk:browserOptions",
                    Map.of("binary", BROWSER, "args", List.of("--automation", "--geometry=1280x1000")));
            return DrivenBrowser.begin(port, driver, capabilities, new ArrayList<>(List.of(driver, display)));
        } catch (IOException | RuntimeException e) {
            display.close();
            throw e;
        }
    }
}
