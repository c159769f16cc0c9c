package dev.tallystick.browsers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Capabilities;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.ClientConfig;

/** An engine that is driven by WebDriver, through a driver program of its own. */
final class DrivenBrowser implements Browser {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(25);

    private final RemoteWebDriver driver;
    private final List<AutoCloseable> owned;
    private final List<String> handles = new ArrayList<>();

    private DrivenBrowser(RemoteWebDriver driver, List<AutoCloseable> owned) {
        this.driver = driver;
        this.owned = owned;
        handles.add(driver.getWindowHandle());
    }

    /**
     * Begins a session at a driver that was just started.
     *
     * @param owned closed at the end, in this order, or at once if there is no session
     */
    static Browser begin(int port, Child child, Capabilities capabilities, List<AutoCloseable> owned)
            throws IOException {
        RemoteWebDriver driver = null;
        try {
            URI address = URI.create("http://127.0.0.1:" + port);
            awaitReady(address, child);
            ClientConfig config = ClientConfig.defaultConfig()
                    .baseUri(address)
                    .connectionTimeout(Duration.ofSeconds(5))
                    .readTimeout(START);
            driver = new RemoteWebDriver(address.toURL(), capabilities, config);
            driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
            return new DrivenBrowser(driver, owned);
        } catch (WebDriverException e) {
            end(driver, owned);
            throw new IOException(
                    "no session at " + capabilities + ": " + e.getMessage() + "; " + child.lastWords(), e);
        } catch (IOException | RuntimeException e) {
            end(driver, owned);
            throw e;
        }
    }

    private static void awaitReady(URI address, Child child) throws IOException {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        HttpRequest status = HttpRequest.newBuilder(address.resolve("/status"))
                .timeout(Duration.ofSeconds(2))
                .build();
        for (long until = System.nanoTime() + START.toNanos(); System.nanoTime() < until && child.isAlive(); ) {
            try {
                if (http.send(status, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It is still starting.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            pause();
        }
        throw new IOException("the driver at " + address + " didn't start: " + child.lastWords());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private interface Command<T> {
        T run();
    }

    private static <T> T tell(String what, Command<T> command) throws IOException {
        try {
            return command.run();
        } catch (TimeoutException e) {
            throw new IOException(what + " took too long", e);
        } catch (WebDriverException e) {
            throw new IOException(what + ": " + e.getRawMessage(), e);
        }
    }

    @Override
    public void open(String url) throws IOException {
        tell("opening " + url, () -> {
            driver.get(url);
            return true;
        });
    }

    @Override
    public void visit(String url) throws IOException {
        tell("closing tabs", () -> {
            for (String handle : driver.getWindowHandles()) {
                if (!handle.equals(handles.get(0))) {
                    driver.switchTo().window(handle).close();
                }
            }
            handles.subList(1, handles.size()).clear();
            driver.switchTo().window(handles.get(0));
            return true;
        });
        open(url);
    }

    @Override
    public void click(String selector) throws IOException {
        tell("clicking " + selector, () -> {
            driver.findElement(By.cssSelector(selector)).click();
            return true;
        });
    }

    @Override
    public JsonNode run(String body) throws IOException {
        String text = tell(
                "a script",
                () -> String.valueOf(driver.executeAsyncScript(
                        "const done = arguments[arguments.length - 1];(async () => {" + body + "})().then("
                                + "r => done(JSON.stringify(r === undefined ? null : r)), e => done('!' + e));")));
        if (text.startsWith("!")) {
            throw new IOException("a script failed: " + text.substring(1));
        }
        return JSON.readTree(text);
    }

    @Override
    public String url() throws IOException {
        return tell("asking for the address", driver::getCurrentUrl);
    }

    @Override
    public void back() throws IOException {
        tell("going back", () -> {
            driver.navigate().back();
            return true;
        });
    }

    @Override
    public void forward() throws IOException {
        tell("going forward", () -> {
            driver.navigate().forward();
            return true;
        });
    }

    @Override
    public void reload() throws IOException {
        tell("reloading", () -> {
            driver.navigate().refresh();
            return true;
        });
    }

    @Override
    public int tabs() throws IOException {
        return tell("counting tabs", () -> {
            for (String handle : driver.getWindowHandles()) {
                if (!handles.contains(handle)) {
                    handles.add(handle);
                }
            }
            return handles.size();
        });
    }

    @Override
    public void openTab() throws IOException {
        tell("opening a tab", () -> {
            driver.switchTo().newWindow(WindowType.TAB);
            handles.add(driver.getWindowHandle());
            return true;
        });
    }

    @Override
    public void switchTo(int tab) throws IOException {
        tabs();
        tell("switching to tab " + tab, () -> driver.switchTo().window(handles.get(tab)));
    }

    @Override
    public byte[] screenshot() throws IOException {
        return tell("a picture", () -> driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        end(driver, owned);
    }

    private static void end(@Nullable RemoteWebDriver driver, List<AutoCloseable> owned) {
        try {
            if (driver != null) {
                driver.quit();
            }
        } catch (WebDriverException e) {
            // Its processes are ended below, whatever it said.
        }
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("can't be ended", e);
            }
        }
    }
}
