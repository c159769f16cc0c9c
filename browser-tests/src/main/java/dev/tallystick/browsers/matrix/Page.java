package dev.tallystick.browsers.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table as a page for people. All numbers on it are counted from the table. */
final class Page {

    private static final List<String> KINDS = List.of("lax", "strict", "unset");
    private static final Map<String, String> KIND_NAMES = Map.of("lax", "Lax", "strict", "Strict", "unset", "unset");

    private final List<JsonNode> lines;
    private final List<Engine> engines;
    private final StringBuilder text = new StringBuilder();

    private Page(List<JsonNode> lines) {
        this.lines = lines;
        Set<String> there =
                lines.stream().map(line -> line.get("engine").asText()).collect(Collectors.toSet());
        this.engines = Engine.all().stream()
                .filter(engine -> there.contains(engine.id()))
                .toList();
    }

    static String of(List<JsonNode> lines) {
        Page page = new Page(lines);
        page.write();
        return page.text.toString();
    }

    private void write() {
        head();
        mainTable();
        sameSite();
        defaults();
        exceptions();
        text.append("""

                ## What cannot be told apart

                - A form on a page of the bank's own with `Referrer-Policy: no-referrer`, in an engine without Fetch Metadata (here WPE WebKit
                  2.38): it says `Origin: null` and no more, as an attacker's can. It is refused as `null-origin`. Use `same-origin` or
                  `strict-origin` as a page's policy.
                - The bank's own page in a frame of the attacker's, where the user is made to click: that is the bank's own request in every
                  header. Use `Content-Security-Policy: frame-ancestors`, as the bank does (row `framed-bank-page`: the page is fetched and
                  not shown).

                What customers do is played in the same engines by `LegitimateUseTest` in every `./verify`: forms, scripts, back and forward, a
                page that the browser kept, the reload of an answered form, two tabs, a login in another tab, an ended session, a change of
                keys, new tabs with and without `noopener noreferrer`, a WebSocket, a download. WPE's shell opens a new tab without the form's
                body, so such a form is refused there for want of a token.
                """.stripIndent());
    }

    private void head() {
        text.append("# What four browser engines send, and what becomes of it\n\n")
                .append(
                        "Written by `./verify --whole-matrix`; [browsers.json](browsers.json) holds every request that was seen. ")
                .append("A new version of an engine that behaves otherwise shows as a difference in that file.\n\n");
        text.append("| engine | version | Fetch Metadata | third-party cookies as delivered |\n|---|---|---|---|\n");
        for (Engine engine : engines) {
            text.append("| ")
                    .append(engine.title())
                    .append(" | ")
                    .append(lines.stream()
                            .filter(line -> line.get("engine").asText().equals(engine.id()))
                            .findFirst()
                            .orElseThrow()
                            .get("version")
                            .asText())
                    .append(" | ")
                    .append(engine.sendsFetchMetadata() ? "yes" : "no")
                    .append(" | ")
                    .append(engine.blocksThirdPartyCookies() ? "withheld" : "sent")
                    .append(" |\n");
        }
        long plays = 0;
        long moved = 0;
        long strict = 0;
        for (JsonNode line : lines) {
            for (JsonNode cells : line.get("outcomes")) {
                for (String door : List.of("open", "web", "either", "origin")) {
                    if (cells.has(door)) {
                        plays++;
                        boolean stolen = cells.get(door).asText().startsWith("MOVED");
                        moved += stolen && door.equals("open") ? 1 : 0;
                        strict += stolen && door.equals("web") ? 1 : 0;
                    }
                }
            }
        }
        text.append(
                        "\nann is signed in at the bank and meets the attacker's pages. Each attack is played on `/open`, which nothing guards, on")
                .append(" `/web` in `strict`, and on two more doors in `origin-or-token` and `origin-only`. Of ")
                .append(plays)
                .append(" attacks ")
                .append(moved)
                .append(" moved money on `/open`; on `/web` ")
                .append(strict == 0 ? "none did" : strict + " DID")
                .append(".\n");
    }

    private void mainTable() {
        text.append("""

                ## Every attack

                On https, with `SameSite=None` and third-party cookies let through: the attacker's best case. Before the stroke stands what came of
                it on `/open`, behind it what the guard said on `/web`. `–` nothing was sent, *no login* the cookie was withheld, *read* a
                safe request that changes nothing, *asked* a preflight that the bank did not agree to, *no effect* the bank had no use for it.

                """.stripIndent());
        text.append("| attack | ")
                .append(engines.stream().map(Engine::title).collect(Collectors.joining(" | ")))
                .append(" |\n|---|")
                .append("---|".repeat(engines.size()))
                .append('\n');
        for (Vector vector : Vector.all()) {
            List<String> cells = new ArrayList<>();
            for (Engine engine : engines) {
                JsonNode cell = cells(vector.id(), engine, attackers(engine), "https", "none");
                cells.add(
                        cell == null
                                ? ""
                                : open(cell) + " / " + guard(cell.path("web").asText("")));
            }
            boolean same = cells.stream().distinct().count() == 1;
            text.append("| `").append(vector.id()).append("` | ");
            text.append(
                            same && cells.size() > 1
                                    ? cells.get(0) + " |" + " ″ |".repeat(cells.size() - 1)
                                    : String.join(" | ", cells) + " |")
                    .append('\n');
        }
        text.append("\n`″`: as in the first column.\n");
    }

    private static String open(JsonNode cells) {
        String cell = cells.path("open").asText("");
        if (cell.startsWith("MOVED")) {
            return "**moved**";
        }
        if (cell.equals("nothing sent")) {
            return "–";
        }
        if (!cell.contains("POST") && !cell.contains("PUT") && !cell.contains("DELETE")) {
            return cell.contains("OPTIONS") ? "asked" : "read";
        }
        return cells.path("login").asBoolean() ? "no effect" : "no login";
    }

    /** The reasons in a cell. */
    private static String guard(String cell) {
        Set<String> reasons = new LinkedHashSet<>();
        for (String fate : cell.replace("MOVED: ", "").split(", ", -1)) {
            String word = fate.substring(fate.indexOf(' ') + 1);
            if (!word.equals("allowed") && !fate.equals("nothing sent")) {
                reasons.add(word.equals("not decided") ? "refused by the server" : word);
            }
        }
        reasons.removeIf(reason -> reason.chars().allMatch(Character::isDigit));
        return reasons.isEmpty() ? (cell.contains("allowed") ? "let in" : "–") : String.join(", ", reasons);
    }

    private void sameSite() {
        text.append("""

                ## SameSite alone is not enough

                The attacks that moved money on `/open` although the login's cookie said `Lax` or `Strict`, or nothing (*unset*), on https:

                """.stripIndent());
        text.append("| attack | ")
                .append(engines.stream().map(Engine::title).collect(Collectors.joining(" | ")))
                .append(" |\n|---|")
                .append("---|".repeat(engines.size()))
                .append('\n');
        for (Vector vector : Vector.all()) {
            // A foreign login needs no cookie of the victim's.
            boolean counts = false;
            List<String> cells = new ArrayList<>();
            for (Engine engine : engines) {
                String kinds = KINDS.stream()
                        .filter(kind -> moved(vector.id(), engine, attackers(engine), kind, "open"))
                        .map(KIND_NAMES::get)
                        .collect(Collectors.joining(", "));
                counts |= !kinds.isEmpty();
                cells.add(kinds);
            }
            if (counts) {
                text.append("| `")
                        .append(vector.id())
                        .append("` | ")
                        .append(String.join(" | ", cells))
                        .append(" |\n");
            }
        }
        long late = lines.stream()
                .filter(line -> line.get("cookies").asText().equals(Cookies.SHORT_LAX_WINDOW.text()))
                .filter(line -> line.get("from").asText().equals("another site")
                        && !line.get("vector").asText().startsWith("login")
                        && !line.get("vector").asText().startsWith("bank-worker"))
                .filter(line ->
                        line.get("outcomes").path("unset").path("open").asText().startsWith("MOVED"))
                .count();
        text.append(
                        "\nThe login was less than two minutes old; that is how long Chromium sends a cookie without the attribute with another site's")
                .append(" forms. Older than that, ")
                .append(late == 0 ? "none" : Long.toString(late))
                .append(
                        " of the attacks from another site moved money in Chromium. A sibling host (`sibling-…`) is the same site, at any time.\n");
    }

    private void defaults() {
        text.append("""

                ## What the engines withhold as delivered

                """.stripIndent());
        for (Engine engine : engines) {
            if (engine.blocksThirdPartyCookies()) {
                long with = count(engine, Cookies.THIRD_PARTY, vector -> true);
                long without = count(engine, Cookies.DEFAULT, vector -> true);
                text.append("- ")
                        .append(engine.title())
                        .append(": with third-party cookies ")
                        .append(with)
                        .append(" of the attacks moved money on `/open` with `SameSite=None`, as delivered ")
                        .append(without)
                        .append(": forms that take the window along, and whatever a sibling host does.\n");
            }
        }
        text.append("\nOn plain `http://*.localhost`, with the same cookies, these came out otherwise on `/open`:\n\n");
        for (Engine engine : engines) {
            List<String> other = Vector.all().stream()
                    .filter(vector -> {
                        JsonNode http = cells(vector.id(), engine, attackers(engine), "http", "none");
                        JsonNode https = cells(vector.id(), engine, attackers(engine), "https", "none");
                        return http != null && https != null && !open(http).equals(open(https));
                    })
                    .map(vector -> '`' + vector.id() + '`')
                    .toList();
            text.append("- ")
                    .append(engine.title())
                    .append(": ")
                    .append(other.isEmpty() ? "none" : String.join(", ", other))
                    .append('\n');
        }
    }

    private void exceptions() {
        text.append("""

                ## What gets through without a token

                In `strict` a token must hold, and nothing got through. `origin-or-token` and `origin-only` go by the headers, and there are two ways to
                make a browser put the site's own on a foreign request:

                - **An answer that reloads itself.** The attacker's form is refused, and the page that says so calls `location.reload()`: Chromium sends
                  the attacker's body again, as `same-origin`, with the site's own Origin and every cookie. No answer of Tallystick's
                  or of the bank's reloads itself; neither may yours.
                - **A service worker that passes requests on** (`event.respondWith(fetch(event.request))`). Firefox then sends another site's form as the
                  worker's own request: the site's Origin, `same-origin`. It carries the cookies that came with the form, so `Lax` and
                  `Strict` ones stay away. Let a worker leave alone whatever isn't a `GET`.

                Money moved in those modes here, and nowhere else:

                | attack | engine | modes |
                |---|---|---|
                """.stripIndent());
        Map<String, Set<String>> found = new LinkedHashMap<>();
        for (Vector vector : Vector.all()) {
            for (Engine engine : engines) {
                for (String kind : List.of("none", "lax", "strict", "unset")) {
                    for (String[] door : new String[][] {{"either", "origin-or-token"}, {"origin", "origin-only"}}) {
                        if (moved(vector.id(), engine, attackers(engine), kind, door[0])) {
                            found.computeIfAbsent(
                                            "| `" + vector.id() + "` | " + engine.title() + " | ",
                                            any -> new LinkedHashSet<>())
                                    .add('`' + door[1] + '`');
                        }
                    }
                }
            }
        }
        found.forEach((row, modes) ->
                text.append(row).append(String.join(", ", modes)).append(" |\n"));
    }

    private long count(Engine engine, Cookies cookies, Predicate<Vector> which) {
        return Vector.all().stream()
                .filter(which)
                .filter(vector -> moved(vector.id(), engine, cookies, "none", "open"))
                .count();
    }

    private static Cookies attackers(Engine engine) {
        return engine.blocksThirdPartyCookies() ? Cookies.THIRD_PARTY : Cookies.DEFAULT;
    }

    private boolean moved(String vector, Engine engine, Cookies cookies, String kind, String door) {
        JsonNode cells = cells(vector, engine, cookies, "https", kind);
        return cells != null && cells.path(door).asText("").startsWith("MOVED");
    }

    private @Nullable JsonNode cells(String vector, Engine engine, Cookies cookies, String scheme, String kind) {
        for (JsonNode line : lines) {
            if (line.get("vector").asText().equals(vector)
                    && line.get("engine").asText().equals(engine.id())
                    && line.get("cookies").asText().equals(cookies.text())
                    && line.get("scheme").asText().equals(scheme)) {
                JsonNode cells = line.get("outcomes").get(kind);
                return cells == null || cells.isMissingNode() ? null : cells;
            }
        }
        return null;
    }
}
