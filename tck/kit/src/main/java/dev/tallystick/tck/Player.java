package dev.tallystick.tck;

import dev.tallystick.tck.KitCase.Body;
import dev.tallystick.tck.KitCase.Expectation;
import dev.tallystick.tck.KitCase.Keep;
import dev.tallystick.tck.KitCase.Step;
import dev.tallystick.tck.wire.Browser;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays one case: its browsers, what they keep, and the applications they go to. */
final class Player {

    /** What an application is started with besides what the case says; the reference application's own default. */
    static final Map<String, String> BASE = Map.of("exempt", "/web/hooks/**");

    private static final String BOUNDARY = "the-kits-frontier";
    private static final int CHUNK = 1000;

    private final KitCase played;
    private final Applications applications;
    private final Jwts issuer;
    private final Map<String, Browser> browsers = new HashMap<>();
    private final Map<String, String> kept = new HashMap<>();

    Player(KitCase played, Applications applications, Jwts issuer) {
        this.played = played;
        this.applications = applications;
        this.issuer = issuer;
    }

    /**
     * @throws AssertionError if an answer isn't the one expected
     */
    void play() {
        if (played.refusedAtStart()) {
            try {
                applications.of(configuration(Map.of()));
            } catch (Exception e) {
                return;
            }
            throw new AssertionError("an application was started with " + configuration(Map.of()));
        }
        int number = 0;
        for (Step step : played.steps()) {
            number++;
            String place = "step " + number + " of " + played.steps().size() + ", as " + step.as();
            try {
                play(step, place);
            } catch (IOException e) {
                throw new AssertionError(place + ": no answer, and no closed connection: " + e, e);
            }
        }
    }

    private void play(Step step, String place) throws IOException {
        Map<String, String> configuration = configuration(step.changes());
        int port;
        try {
            port = applications.of(configuration).port();
        } catch (Exception e) {
            throw new AssertionError(place + ": no application could be started with " + configuration + ": " + e, e);
        }
        Browser browser = browsers.computeIfAbsent(step.as(), name -> new Browser());
        Sender sender = new Sender(step, browser, port, configuration);
        WireRequest request = switch (step.action()) {
            case REQUEST, HANDSHAKE -> sender.request();
            case TOKEN -> sender.page(step.target() + "/token");
            case LOGIN -> sender.login(browser.send(sender.page(step.target() + "/token"), port));
        };
        WireReply reply = browser.send(request, port);
        Expectation expected = step.expect();
        String wrong =
                new Judge(request, reply, step.action() == KitCase.Action.HANDSHAKE, sender::value).judge(expected);
        if (wrong != null) {
            throw new AssertionError(place + ": " + wrong + "\n" + request + "\n\n" + reply + "\n");
        }
        step.keep().forEach((name, keep) -> {
            String value = find(keep, reply, browser);
            if (value == null) {
                throw new AssertionError(place + ": nothing to keep as {" + name + "}\n" + request + "\n\n" + reply);
            }
            kept.put(name, value);
        });
    }

    private Map<String, String> configuration(Map<String, @Nullable String> changes) {
        Map<String, String> configuration = new LinkedHashMap<>(BASE);
        for (Map<String, @Nullable String> layer : List.of(played.configuration(), changes)) {
            layer.forEach((key, value) -> {
                if (value == null) {
                    configuration.remove(key);
                } else {
                    configuration.put(key, value);
                }
            });
        }
        configuration.replaceAll(
                (key, value) -> Values.replace(value, name -> issuer.file().toString()));
        return configuration;
    }

    private static @Nullable String find(Keep keep, WireReply reply, Browser browser) {
        return switch (keep.source()) {
            case COOKIE -> browser.cookie(keep.name());
            case HEADER -> reply.header(keep.name());
            case JSON -> Judge.member(reply, keep.name());
            case INPUT -> Judge.hiddenField(reply.body(), keep.name());
        };
    }

    /** Puts together what one step sends. */
    private final class Sender {

        private final Step step;
        private final Browser browser;
        private final int port;
        private final @Nullable String baseUrl;
        private final boolean severalSites;

        Sender(Step step, Browser browser, int port, Map<String, String> configuration) {
            this.step = step;
            this.browser = browser;
            this.port = port;
            String sites = configuration.getOrDefault("base-url", "");
            int comma = sites.indexOf(',');
            this.severalSites = comma >= 0;
            String first = (severalSites ? sites.substring(0, comma) : sites).strip();
            this.baseUrl = first.isEmpty() ? null : first;
        }

        WireRequest request() {
            List<String> lines = new ArrayList<>();
            step.headers().stream()
                    .map(this::value)
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
            if (step.action() == KitCase.Action.HANDSHAKE) {
                addUnlessThere("Connection", "Upgrade", lines);
                addUnlessThere("Upgrade", "websocket", lines);
                addUnlessThere("Sec-WebSocket-Version", "13", lines);
                addUnlessThere("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", lines);
            }
            return request(step.method(), value(step.target()), lines, step.body());
        }

        WireRequest page(String target) {
            List<String> lines = new ArrayList<>();
            step.headers().stream()
                    .map(this::value)
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
            return request("GET", value(target), lines, null);
        }

        /** Logs in as a browser does that shows a page of this site. */
        WireRequest login(WireReply page) {
            List<String> lines = new ArrayList<>();
            step.headers().stream()
                    .map(this::value)
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
            addUnlessThere("Origin", baseUrl != null ? baseUrl : "http://" + (host() == null ? "" : host()), lines);
            List<Map.Entry<String, String>> fields = new ArrayList<>();
            fields.add(Map.entry("user", step.as()));
            String token = Judge.member(page, "token");
            String parameter = Judge.member(page, "parameterName");
            if (token == null || parameter == null) {
                throw new AssertionError("no token to log in with: \n" + page);
            }
            fields.add(Map.entry(parameter, token));
            return request("POST", value(step.target()) + "/login", lines, new Body.Form(fields));
        }

        private WireRequest request(String method, String target, List<String> given, @Nullable Body body) {
            List<String> lines = new ArrayList<>();
            String host = host();
            if (host != null) {
                lines.add("Host: " + host);
            }
            lines.addAll(given);
            if (step.cookies() && !browser.cookies().isEmpty()) {
                addUnlessThere("Cookie", browser.cookies(), lines);
            }
            addUnlessThere("Accept", "application/json", lines);
            addUnlessThere("Connection", "close", lines);
            String content = null;
            if (body instanceof Body.Form form) {
                addUnlessThere("Content-Type", "application/x-www-form-urlencoded", lines);
                content = form.fields().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
            } else if (body instanceof Body.Multipart multipart) {
                addUnlessThere("Content-Type", "multipart/form-data; boundary=" + BOUNDARY, lines);
                content = content(multipart);
            } else if (body instanceof Body.Raw raw) {
                if (raw.type() != null) {
                    addUnlessThere("Content-Type", value(raw.type()), lines);
                }
                content = value(raw.content());
            }
            return new WireRequest(
                    value(method) + " " + target + " " + step.version(), lines, content, step.chunked() ? CHUNK : 0);
        }

        private @Nullable String host() {
            String host = step.host();
            boolean composed = step.action() == KitCase.Action.LOGIN || step.action() == KitCase.Action.TOKEN;
            if (composed && severalSites && Step.OWN.equals(host)) {
                // One of several sites is meant, and only Host says which.
                String site = Objects.requireNonNull(baseUrl);
                return site.substring(site.indexOf("://") + 3);
            }
            return host == null ? null : value(host);
        }

        private String encoded(String text) {
            return URLEncoder.encode(value(text), StandardCharsets.UTF_8);
        }

        private String content(Body.Multipart multipart) {
            StringBuilder content = new StringBuilder();
            for (Body.Part part : multipart.parts()) {
                content.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=\"");
                content.append(value(part.name())).append('"');
                if (part.filename() != null) {
                    content.append("; filename=\"")
                            .append(value(part.filename()))
                            .append('"');
                }
                if (part.type() != null) {
                    content.append("\r\nContent-Type: ").append(value(part.type()));
                }
                content.append("\r\n\r\n").append(value(part.value())).append("\r\n");
            }
            return content.append("--").append(BOUNDARY).append("--\r\n").toString();
        }

        private void addUnlessThere(String name, String value, List<String> lines) {
            if (!WireRequest.names(lines, name)) {
                lines.add(name + ": " + value);
            }
        }

        /** The text with what its braces stand for. */
        private String value(String text) {
            return Values.replace(text, this::named);
        }

        private String named(String name) {
            String known = kept.get(name);
            if (known != null) {
                return known;
            }
            int colon = name.indexOf(':');
            String after = name.substring(colon + 1);
            return switch (colon < 0 ? name : name.substring(0, colon)) {
                case "self" -> "http://127.0.0.1:" + port;
                case "host" -> "127.0.0.1:" + port;
                case "port" -> Integer.toString(port);
                case "cookies" -> browser.cookies();
                case "cookie" -> {
                    String cookie = browser.cookie(after);
                    if (cookie == null) {
                        throw new AssertionError(step.as() + " has no cookie " + after + ": " + browser.cookies());
                    }
                    yield cookie;
                }
                case "octets" -> "x".repeat(Integer.parseInt(after));
                case "jwks" -> issuer.file().toString();
                case "stranger-jwk" -> issuer.strangersJwk();
                case "jwt" ->
                    colon < 0
                            ? issuer.valid()
                            : issuer.token(Objects.requireNonNull(played.jwts().get(after)));
                default -> throw new IllegalStateException(name);
            };
        }
    }
}
