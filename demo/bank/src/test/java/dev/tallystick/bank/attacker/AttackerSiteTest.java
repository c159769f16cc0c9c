package dev.tallystick.bank.attacker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attacker's site over real sockets, with a bank that writes down what mallory asks of it. */
class AttackerSiteTest {
    private static final String ATTACKER_ORIGIN = "http://evil.localhost:8081";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final SmallBank SMALL_BANK = new SmallBank();
    private static final Server BANK = new Server();
    private static final Server SITE = new Server();
    private static String bankOrigin = "";

    @BeforeAll
    static void start() throws Exception {
        int bankPort = start(BANK, SMALL_BANK);
        bankOrigin = "http://bank.localhost:" + bankPort;
        start(SITE, AttackerSite.handler(ATTACKER_ORIGIN, bankOrigin));
    }

    @AfterAll
    static void stop() throws Exception {
        SITE.stop();
        BANK.stop();
    }

    @Test
    void thePageHasACardForEachAttackWithAButtonForEachMount() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.body()).contains("data-bank=\"" + bankOrigin + "\"", ATTACKER_ORIGIN);
        for (Attack attack : Attack.values()) {
            String card = between(page.body(), "id=\"" + attack.id() + "\"", "</article>");
            assertThat(card)
                    .as(attack.id())
                    .contains(
                            "data-method=\"" + attack.method() + "\"",
                            "data-path=\"" + attack.path() + "\"",
                            "data-pence=\"" + attack.pence() + "\"",
                            "data-target=\"open\"",
                            "data-target=\"web\"");
        }
    }

    @Test
    void thePageNeedsNothingFromElsewhere() throws Exception {
        for (String path : List.of("/", "/attacker.css", "/attacker.js", "/act.js")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(withoutOurOrigins(answer.body())).as(path).doesNotContain("https://", "http://", "src=\"//");
        }
    }

    @Test
    void everyAttackIsAfterAnAmountOfItsOwn() {
        assertThat(Stream.of(Attack.values()).map(Attack::pounds)).doesNotHaveDuplicates();
        assertThat(Attack.FORM_URLENCODED.pence()).isEqualTo(1001);
        assertThat(Attack.FORM_URLENCODED.pounds()).isEqualTo("10.01");
    }

    static Stream<Arguments> pagesThatActAtOnce() {
        return Stream.of(
                page(Attack.FORM_URLENCODED, "action=\"BANK/web/transfers\"", "\"application/x-www-form-urlencoded\""),
                page(Attack.FORM_MULTIPART, "action=\"BANK/web/transfers\"", "enctype=\"multipart/form-data\""),
                page(
                        Attack.FORM_TEXT_PLAIN,
                        "enctype=\"text/plain\"",
                        "name=\"{&quot;to&quot;:&quot;mallory&quot;,&quot;amount&quot;:&quot;10.03&quot;,&quot;filler&quot;:&quot;\"",
                        "value=\"&quot;}\""),
                page(Attack.REDIRECT_307, "action=\"/redirect/web\"", "method=\"post\""),
                page(Attack.LINK, "href=\"BANK/web/transfers?to=mallory&amp;amount=10.14\""),
                page(
                        Attack.LINK_POSING_AS_POST,
                        "href=\"BANK/web/transfers?_method=POST&amp;to=mallory&amp;amount=10.15\""),
                page(
                        Attack.LOGIN,
                        "action=\"BANK/web/login\"",
                        "name=\"user\" value=\"mallory\"",
                        "name=\"password\""));
    }

    @ParameterizedTest
    @MethodSource("pagesThatActAtOnce")
    void aPageCarriesItsAttackOutByItself(Attack attack, List<String> parts) throws Exception {
        HttpResponse<String> page = get("/attack/" + attack.id() + "/web");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("src=\"/act.js\"", "id=\"act\"");
        assertThat(page.body())
                .contains(parts.stream()
                        .map(part -> part.replace("BANK", bankOrigin))
                        .toArray(String[]::new));
    }

    @Test
    void theSandboxedFrameTakesTheWindowAlongWithoutAnOrigin() throws Exception {
        String page = get("/attack/sandboxed-frame/open").body();
        String sandbox = between(page, "sandbox=\"", "\"");
        assertThat(sandbox).contains("allow-forms", "allow-top-navigation").doesNotContain("allow-same-origin");
        assertThat(page).contains("src=\"/attack/sandboxed-frame/open/frame\"");

        String frame = get("/attack/sandboxed-frame/open/frame").body();
        assertThat(frame)
                .contains("target=\"_top\"", "action=\"" + bankOrigin + "/open/transfers\"", "src=\"/act.js\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "web"})
    void theRedirectKeepsMethodAndBodyOnTheWayToTheBank(String target) throws Exception {
        HttpResponse<String> answer = send(request("/redirect/" + target)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("to=mallory&amount=10.04")));

        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().firstValue("Location")).contains(bankOrigin + "/" + target + "/transfers");
    }

    @Test
    void malloryPlantsTheTokenOfHerOwnSession() throws Exception {
        SMALL_BANK.seen.clear();

        HttpResponse<String> page = get("/attack/stolen-token/web");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "action=\"" + bankOrigin + "/web/transfers\"",
                        "name=\"to\" value=\"mallory\"",
                        "name=\"_csrf\" value=\"after-Login_2\"");
        assertThat(SMALL_BANK.seen)
                .containsExactly(
                        "GET /web/login cookies=null body=",
                        "POST /web/login cookies=csrf=secret body=user=mallory&password=mallory&_csrf=before-Login_1",
                        "GET /web/transfers/new cookies=csrf=secret; session=mallorys body=");
    }

    @Test
    void withoutATokenToStealTheFormGoesWithoutOne() throws Exception {
        HttpResponse<String> page = get("/attack/stolen-token/open");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("action=\"" + bankOrigin + "/open/transfers\"")
                .doesNotContain("_csrf");
    }

    @Test
    void saysSoWhenMalloryCannotSignIn() throws Exception {
        Server lonely = new Server();
        try {
            int closed = freePort();
            int port = start(lonely, AttackerSite.handler(ATTACKER_ORIGIN, "http://bank.localhost:" + closed));
            HttpResponse<String> page =
                    send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/attack/stolen-token/web")));
            assertThat(page.statusCode()).isEqualTo(502);
            assertThat(page.body()).contains("mallory could not sign in at the bank");
        } finally {
            lonely.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/redirect/",
                "/redirect/mobile",
                "/redirect/elsewhere.example",
                "/attack/",
                "/attack/form-urlencoded",
                "/attack/form-urlencoded/",
                "/attack/form-urlencoded/mobile",
                "/attack/form-urlencoded/web/frame",
                "/attack/nonsense/web",
                "/attack/%22%3E%3Cscript%3E/web",
                "/attack/fetch-cors/web"
            })
    void whatIsNotThereIsNotFound(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("<script>");
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    void attacksThatStartInThePageAreCarriedOutByItsScript(Attack attack) throws Exception {
        boolean inThePage = !attack.needsWindow();
        assertThat(get("/attacker.js").body().contains("  '" + attack.id() + "': "))
                .isEqualTo(inThePage);
        assertThat(get("/attack/" + attack.id() + "/web").statusCode()).isEqualTo(inThePage ? 404 : 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bank.localhost:8080", "ftp://bank.localhost:8080", "http://bank.localhost", "http:"})
    void refusesABankItCouldNotReach(String origin) {
        assertThatThrownBy(() -> AttackerSite.handler(ATTACKER_ORIGIN, origin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write it as http://bank.localhost:8080");
    }

    private static Arguments page(Attack attack, String... parts) {
        return Arguments.of(attack, List.of(parts));
    }

    private static String withoutOurOrigins(String text) {
        return text.replace(bankOrigin, "")
                .replace(ATTACKER_ORIGIN, "")
                .replace("xmlns:th=\"http://www.thymeleaf.org\"", "");
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as(start).isNotNegative();
        int to = text.indexOf(end, from + start.length());
        assertThat(to).as(end).isNotNegative();
        return text.substring(from, to);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(SITE.getURI().resolve("/").resolve(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static int start(Server server, Handler handler) throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return connector.getLocalPort();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As much of a bank as mallory's errand needs: a token before login, another one after. */
    private static final class SmallBank extends Handler.Abstract {
        final List<String> seen = Collections.synchronizedList(new ArrayList<>());

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String path = Request.getPathInContext(request);
            String body = Content.Source.asString(request, StandardCharsets.UTF_8);
            seen.add(request.getMethod() + " " + path + " cookies="
                    + request.getHeaders().get(HttpHeader.COOKIE) + " body=" + body);
            String token = !path.startsWith("/web") ? "" : path.endsWith("/new") ? "after-Login_2" : "before-Login_1";
            if (request.getMethod().equals("POST")) {
                response.setStatus(303);
                response.getHeaders().put(HttpHeader.LOCATION, "/web/account");
                response.getHeaders().add(HttpHeader.SET_COOKIE, "session=mallorys; Path=/; HttpOnly");
                response.write(true, null, callback);
                return true;
            }
            if (path.equals("/web/login")) {
                response.getHeaders().add(HttpHeader.SET_COOKIE, "csrf=secret; Path=/; HttpOnly");
            }
            String field = token.isEmpty() ? "" : "<input type=\"hidden\" name=\"_csrf\" value=\"" + token + "\">";
            Content.Sink.write(
                    response, true, "<form method=\"post\"><input name=\"to\">" + field + "</form>", callback);
            return true;
        }
    }
}
