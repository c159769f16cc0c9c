package dev.tallystick.browsers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Firefox, driven by WebDriver BiDi, which it speaks itself: no driver program is needed. */
final class Firefox implements Engine {

    private static final System.Logger LOG = System.getLogger(Firefox.class.getName());

    private static final String PROGRAM = "/usr/bin/firefox-esr";
    private static final Duration START = Duration.ofSeconds(90);

    /** What would call home, or get in the way. */
    private static final List<String> PREFERENCES = List.of(
            "app.update.enabled=false",
            "browser.aboutwelcome.enabled=false",
            "browser.shell.checkDefaultBrowser=false",
            "browser.startup.homepage_override.mstone=\"ignore\"",
            "datareporting.policy.dataSubmissionEnabled=false",
            "dom.disable_open_during_load=false",
            "extensions.update.enabled=false",
            "network.captive-portal-service.enabled=false",
            "network.connectivity-service.enabled=false",
            "services.settings.server=\"data:,\"",
            "toolkit.telemetry.enabled=false");

    @Override
    public String id() {
        return "firefox";
    }

    @Override
    public String title() {
        return "Firefox";
    }

    @Override
    public String toString() {
        return title();
    }

    @Override
    public List<String> programs() {
        return List.of(PROGRAM);
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
        return Child.versionIn(Child.ask(Map.of(), PROGRAM, "--version"));
    }

    @Override
    public Browser start(Cookies cookies) throws IOException {
        Path directory = Child.directory();
        List<String> preferences = new ArrayList<>(PREFERENCES);
        if (cookies != Cookies.DEFAULT) {
            preferences.add("network.cookie.cookieBehavior=0");
        }
        StringBuilder file = new StringBuilder();
        for (String preference : preferences) {
            int equals = preference.indexOf('=');
            file.append("user_pref(\"")
                    .append(preference, 0, equals)
                    .append("\", ")
                    .append(preference.substring(equals + 1))
                    .append(");\n");
        }
        Files.writeString(directory.resolve("user.js"), file);
        Child child = Child.start(
                directory,
                List.of(
                        PROGRAM,
                        "--headless",
                        "--no-remote",
                        "--new-instance",
                        "--profile",
                        directory.toString(),
                        "--width=1280",
                        "--height=1000",
                        "--remote-debugging-port",
                        "0",
                        "about:blank"),
                Map.of("MOZ_CRASHREPORTER_DISABLE", "1"));
        try {
            return new Running(child, BiDi.connect(awaitAddress(child, directory)));
        } catch (IOException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    private static URI awaitAddress(Child child, Path directory) throws IOException {
        Path said = directory.resolve("WebDriverBiDiServer.json");
        JsonMapper json = JsonMapper.builder().build();
        try {
            for (long until = System.nanoTime() + START.toNanos(); System.nanoTime() < until && child.isAlive(); ) {
                if (Files.exists(said)) {
                    JsonNode server = json.readTree(Files.readString(said));
                    if (server.hasNonNull("ws_port")) {
                        return URI.create("ws://" + server.path("ws_host").asText() + ':'
                                + server.path("ws_port").asInt() + "/session");
                    }
                }
                Thread.sleep(25);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        throw new IOException(PROGRAM + " didn't start: " + child.lastWords());
    }

    private static final class Running implements Browser {

        private static final JsonMapper JSON = JsonMapper.builder().build();
        private static final Duration SHORT = Duration.ofSeconds(30);
        private static final Duration ONE_PAGE = Duration.ofSeconds(15);
        private static final Duration ASKING = Duration.ofSeconds(4);

        private final Child child;
        private final BiDi bidi;
        private final List<String> tabs = new ArrayList<>();
        private String tab;

        Running(Child child, BiDi bidi) throws IOException {
            this.child = child;
            this.bidi = bidi;
            bidi.command(
                    "session.new",
                    Map.of(
                            "capabilities",
                            Map.of(
                                    "alwaysMatch",
                                    Map.of(
                                            "acceptInsecureCerts",
                                            true,
                                            "unhandledPromptBehavior",
                                            Map.of("default", "accept")))),
                    PATIENCE);
            this.tab = contexts().get(0);
            tabs.add(tab);
        }

        private List<String> contexts() throws IOException {
            List<String> found = new ArrayList<>();
            for (JsonNode each : bidi.command("browsingContext.getTree", Map.of("maxDepth", 0), SHORT)
                    .path("contexts")) {
                found.add(each.path("context").asText());
            }
            return found;
        }

        @Override
        public void open(String url) throws IOException {
            // A form's navigation that is still under way can swallow this one, which then never answers; another does.
            for (int attempt = 1; attempt < 3; attempt++) {
                try {
                    navigate(url, "complete", ONE_PAGE);
                    return;
                } catch (BiDi.NoAnswer e) {
                    LOG.log(Level.WARNING, "Firefox swallowed the navigation to {0}: {1}", url, e.getMessage());
                }
            }
            navigate(url, "complete", PATIENCE);
        }

        private void navigate(String url, String wait, Duration patience) throws IOException {
            bidi.command("browsingContext.navigate", Map.of("context", tab, "url", url, "wait", wait), patience);
        }

        @Override
        public void visit(String url) throws IOException {
            // A fresh tab: a navigation that is still under way in the old one would get in the way.
            openTab();
            for (String other : contexts()) {
                if (!other.equals(tab)) {
                    bidi.command("browsingContext.close", Map.of("context", other), SHORT);
                }
            }
            tabs.clear();
            tabs.add(tab);
            navigate(url, "interactive", PATIENCE);
        }

        @Override
        public void click(String selector) throws IOException {
            JsonNode nodes = bidi.command(
                            "browsingContext.locateNodes",
                            Map.of("context", tab, "locator", Map.of("type", "css", "value", selector)),
                            SHORT)
                    .path("nodes");
            if (nodes.isEmpty()) {
                throw new IOException("there is no " + selector);
            }
            String id = nodes.get(0).path("sharedId").asText();
            run("document.querySelector(" + JSON.writeValueAsString(selector)
                    + ").scrollIntoView({block: 'center', behavior: 'instant'});");
            bidi.command(
                    "input.performActions",
                    Map.of(
                            "context",
                            tab,
                            "actions",
                            List.of(Map.of(
                                    "type",
                                    "pointer",
                                    "id",
                                    "mouse",
                                    "actions",
                                    List.of(
                                            Map.of(
                                                    "type",
                                                    "pointerMove",
                                                    "x",
                                                    0,
                                                    "y",
                                                    0,
                                                    "origin",
                                                    Map.of("type", "element", "element", Map.of("sharedId", id))),
                                            Map.of("type", "pointerDown", "button", 0),
                                            Map.of("type", "pointerUp", "button", 0))))),
                    SHORT);
        }

        @Override
        public JsonNode run(String body) throws IOException {
            JsonNode result = bidi.command(
                    "script.callFunction",
                    Map.of(
                            "functionDeclaration",
                            "async () => { const r = await (async () => {" + body
                                    + "})(); return JSON.stringify(r === undefined ? null : r); }",
                            "awaitPromise",
                            true,
                            "target",
                            Map.of("context", tab)),
                    PATIENCE);
            if (!result.path("type").asText().equals("success")) {
                throw new IOException("a script failed: "
                        + result.path("exceptionDetails").path("text").asText());
            }
            return JSON.readTree(result.path("result").path("value").asText());
        }

        @Override
        public String url() throws IOException {
            return run("return location.href;").asText();
        }

        @Override
        public void back() throws IOException {
            traverse(-1);
        }

        @Override
        public void forward() throws IOException {
            traverse(1);
        }

        private void traverse(int steps) throws IOException {
            String before = url();
            bidi.command("browsingContext.traverseHistory", Map.of("context", tab, "delta", steps), SHORT);
            // It answers before the page is there.
            for (long until = System.nanoTime() + ASKING.toNanos(); System.nanoTime() < until; ) {
                try {
                    if (!url().equals(before)
                            && run("return document.readyState;").asText().equals("complete")) {
                        return;
                    }
                    Thread.sleep(25);
                } catch (IOException onTheWay) {
                    // Between two pages there is none to ask.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
            throw new IOException("still at " + before);
        }

        @Override
        public void reload() throws IOException {
            // It never answers where it asks the user first.
            bidi.command("browsingContext.reload", Map.of("context", tab, "wait", "complete"), ASKING);
        }

        @Override
        public int tabs() throws IOException {
            for (String context : contexts()) {
                if (!tabs.contains(context)) {
                    tabs.add(context);
                }
            }
            return tabs.size();
        }

        @Override
        public void openTab() throws IOException {
            tab = bidi.command("browsingContext.create", Map.of("type", "tab"), SHORT)
                    .path("context")
                    .asText();
            tabs.add(tab);
        }

        @Override
        public void switchTo(int wanted) throws IOException {
            tabs();
            tab = tabs.get(wanted);
            bidi.command("browsingContext.activate", Map.of("context", tab), SHORT);
        }

        @Override
        public byte[] screenshot() throws IOException {
            return Base64.getDecoder()
                    .decode(bidi.command("browsingContext.captureScreenshot", Map.of("context", tab), PATIENCE)
                            .path("data")
                            .asText());
        }

        @Override
        public void close() {
            try {
                bidi.command("browser.close", Map.of(), SHORT);
            } catch (IOException e) {
                // The process is ended below, whatever it said.
            } finally {
                bidi.close();
                child.close();
            }
        }
    }
}
