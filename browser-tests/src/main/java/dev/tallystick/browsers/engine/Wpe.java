package dev.tallystick.browsers.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.MutableCapabilities;

/** WPE WebKit 2.38, which stands for an old browser: it knows Origin and Referer, and nothing of Fetch Metadata. */
final class Wpe implements Engine {

    private static final String BROWSER = "/usr/bin/cog";
    private static final String DRIVER = "/usr/bin/WPEWebDriver";

    @Override
    public String id() {
        return "wpe";
    }

    @Override
    public String title() {
        return "WPE WebKit";
    }

    @Override
    public String toString() {
        return title();
    }

    @Override
    public List<String> programs() {
        return List.of(BROWSER, DRIVER);
    }

    @Override
    public boolean blocksThirdPartyCookies() {
        return false;
    }

    @Override
    public boolean sendsFetchMetadata() {
        return false;
    }

    @Override
    public String version() throws IOException {
        // "0.16.1 (WPE WebKit 2.38.6)": the engine's own version is in the brackets.
        String said = Child.ask(Map.of(), BROWSER, "--version");
        int bracket = said.indexOf('(');
        return Child.versionIn((bracket < 0 ? said : said.substring(bracket + 1)).replace(")", ""));
    }

    @Override
    public Browser start(Cookies cookies) throws IOException {
        Path directory = Child.directory();
        int port = Child.freePort();
        Child driver = Child.start(
                directory, List.of(DRIVER, "--host=127.0.0.1", "--port=" + port), Map.of("LANG", "en_GB.UTF-8"));
        MutableCapabilities capabilities = new MutableCapabilities();
        capabilities.setCapability("acceptInsecureCerts", true);
        // No browserName: with one it finds no match.
        capabilities.setCapability(
                "wpe:browserOptions",
                Map.of("binary", BROWSER, "args", List.of("--automation", "--platform=headless")));
        return DrivenBrowser.begin(port, driver, capabilities, List.of(driver));
    }
}
