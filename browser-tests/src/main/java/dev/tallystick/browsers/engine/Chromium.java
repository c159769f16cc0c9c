package dev.tallystick.browsers.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeOptions;

/** Chromium, which stands for Chrome and Edge. Driven through chromedriver, without Selenium's own search for it. */
final class Chromium implements Engine {

    private static final String BROWSER = "/usr/bin/chromium";
    private static final String DRIVER = "/usr/bin/chromedriver";

    @Override
    public String id() {
        return "chromium";
    }

    @Override
    public String title() {
        return "Chromium";
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
        return true;
    }

    @Override
    public boolean sendsFetchMetadata() {
        return true;
    }

    @Override
    public String version() throws IOException {
        // The driver is always of the same version, and quicker to ask.
        return Child.versionIn(Child.ask(Map.of(), DRIVER, "--version"));
    }

    @Override
    public Browser start(Cookies cookies) throws IOException {
        Path directory = Child.directory();
        int port = Child.freePort();
        Child driver = Child.start(directory, List.of(DRIVER, "--port=" + port), Map.of());
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER);
        options.setAcceptInsecureCerts(true);
        options.addArguments(
                "--headless=new",
                // It refuses to start as root otherwise.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1440,1000",
                // A service worker's script is fetched apart, where acceptInsecureCerts doesn't reach.
                "--ignore-certificate-errors",
                // It would keep pages without an origin from loopback, which is where everything is here.
                "--disable-features=LocalNetworkAccessChecks",
                "--user-data-dir=" + directory.resolve("profile"));
        if (cookies != Cookies.DEFAULT) {
            options.setExperimentalOption(
                    "prefs", Map.of("profile.cookie_controls_mode", 0, "profile.block_third_party_cookies", false));
        }
        if (cookies == Cookies.SHORT_LAX_WINDOW) {
            options.addArguments("--enable-features=ShortLaxAllowUnsafeThreshold");
        }
        return DrivenBrowser.begin(port, driver, options, List.of(driver));
    }
}
