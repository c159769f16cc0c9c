package dev.tallystick.bank.attacker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tallystick.bank.BankSettings;
import dev.tallystick.bank.BankSite;
import dev.tallystick.bank.attacker.RawHttp.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The attacker's site and the bank beside each other, as they are started: what the attacker's pages hold is sent to the bank
 * as a browser would, and the outcome is read where the attacker's page reads it.
 */
class AttackOutcomeTest {
    private static final String EVIL = "http://evil.localhost:8081";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CROSS_SITE = List.of(
            "Origin: " + EVIL,
            "Referer: " + EVIL + "/",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: document",
            "Accept: text/html,*/*;q=0.8");

    private static final Server SITE = new Server();
    private static BankSite bank;
    private static RawHttp attacker;
    private static Customer ann;

    @BeforeAll
    static void start() throws Exception {
        bank = BankSite.start(
                BankSettings.on("jdbc:h2:mem:outcomes").withAttackerOrigin(EVIL).withBcryptStrength(4));
        ServerConnector connector = new ServerConnector(SITE);
        connector.setHost("127.0.0.1");
        SITE.addConnector(connector);
        SITE.setHandler(AttackerSite.handler(EVIL, bank.origin()));
        SITE.start();
        attacker = new RawHttp(connector.getLocalPort());
        ann = Customer.signIn("ann", bank.port(), bank.origin());
    }

    @AfterAll
    static void stop() throws Exception {
        SITE.stop();
        bank.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Attack.class,
            names = {"FORM_URLENCODED", "REDIRECT_307", "SANDBOXED_FRAME", "STOLEN_TOKEN"})
    void whatAFormHoldsMovesMoneyOnTheOpenDoorOnly(Attack attack) throws Exception {
        long before = ann.balance();

        long seen = revision();
        ann.post(pathAtTheBank(attack, Target.WEB), CROSS_SITE, fields(attack, Target.WEB));
        JsonNode refused = decision(seen, attack, Target.WEB);
        assertThat(refused.get("allowed").booleanValue()).isFalse();
        assertThat(refused.get("reason").textValue()).isEqualTo("untrusted-origin");
        assertThat(refused.get("evidence").textValue()).isEqualTo("foreign");
        assertThat(refused.get("moved").isNull()).isTrue();
        assertThat(ann.balance()).isEqualTo(before);

        seen = revision();
        ann.post(pathAtTheBank(attack, Target.OPEN), CROSS_SITE, fields(attack, Target.OPEN));
        JsonNode allowed = decision(seen, attack, Target.OPEN);
        assertThat(allowed.get("allowed").booleanValue()).isTrue();
        assertThat(allowed.get("moved").get("from").textValue()).isEqualTo("ann");
        assertThat(allowed.get("moved").get("to").textValue()).isEqualTo("mallory");
        assertThat(allowed.get("moved").get("amount").intValue()).isEqualTo(attack.pence());
        assertThat(ann.balance()).isEqualTo(before - attack.pence());
    }

    @Test
    void theStolenTokenIsGenuineAndNotTheVictims() throws Exception {
        String form = fields(Attack.STOLEN_TOKEN, Target.WEB);
        assertThat(form).contains("&_csrf=");

        Answer answer = ann.post(
                "/web/transfers",
                List.of("Origin: " + bank.origin(), "Sec-Fetch-Site: same-origin", "Accept: application/json"),
                form);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(JSON.readTree(answer.body()).get("reason").textValue()).isEqualTo("wrong-token");
    }

    @Test
    void withoutALoginTheBankSaysThatNoCookieCame() throws Exception {
        long seen = revision();
        Customer.stranger(bank.port(), bank.origin())
                .post("/open/transfers", CROSS_SITE, fields(Attack.FORM_URLENCODED, Target.OPEN));
        JsonNode decision = decision(seen, Attack.FORM_URLENCODED, Target.OPEN);
        assertThat(decision.get("allowed").booleanValue()).isTrue();
        assertThat(decision.get("moved").isNull()).isTrue();
        // The page's script tells a cookie that was held back by this.
        assertThat(decision.get("effect").textValue()).startsWith("not signed in");
        assertThat(script()).contains("startsWith('not signed in')");
    }

    @Test
    void aForeignLoginIsNotedAsThePageExpectsIt() throws Exception {
        long seen = revision();
        Customer.stranger(bank.port(), bank.origin())
                .post("/open/login", CROSS_SITE, fields(Attack.LOGIN, Target.OPEN));
        String effect = decision(seen, Attack.LOGIN, Target.OPEN).get("effect").textValue();
        assertThat(effect).isEqualTo("signed in as mallory");
        assertThat(script()).contains("'" + effect + "'");
    }

    /** A form and its kin need no preflight; all else does, and the bank must not agree to it for a foreign page. */
    @ParameterizedTest
    @EnumSource(Target.class)
    void theBankAgreesToNoPreflight(Target target) throws Exception {
        Answer answer = ann.send(
                "OPTIONS",
                target.mount() + "/transfers/1",
                List.of(
                        "Origin: " + EVIL,
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Mode: cors",
                        "Access-Control-Request-Method: DELETE"));
        assertThat(answer.all("access-control-allow-origin")).isEmpty();
        assertThat(answer.all("access-control-allow-methods")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Attack.class, mode = Mode.EXCLUDE, names = "FETCH_DELETE")
    void everyAttackAimsAtAPathOfTheBank(Attack attack) throws Exception {
        Answer answer = ann.send("GET", "/web" + attack.path(), List.of("Accept: application/json"));
        // The live channel answers nothing but handshakes.
        assertThat(answer.status()).isIn(attack == Attack.WEB_SOCKET ? List.of(404, 426) : List.of(200));
    }

    @Test
    void everyPageMayReadTheOutcomeAndNothingElse() throws Exception {
        List<String> foreign = List.of("Origin: " + EVIL, "Accept: application/json");
        assertThat(ann.send("GET", "/watch/state", foreign).all("access-control-allow-origin"))
                .containsExactly("*");
        for (String path : List.of("/open/account", "/open/transfers", "/web/account", "/web/transfers")) {
            assertThat(ann.send("GET", path, foreign).all("access-control-allow-origin"))
                    .as(path)
                    .isEmpty();
        }
    }

    /** The newest revision, from which on the page looks for what its attack did. */
    private static long revision() throws Exception {
        long newest = 0;
        for (JsonNode decision : state(0).get("decisions")) {
            newest = Math.max(newest, decision.get("revision").longValue());
        }
        return newest;
    }

    /** The one decision since then that is about the attack. */
    private static JsonNode decision(long since, Attack attack, Target target) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode decision : state(since).get("decisions")) {
            if (decision.get("id").longValue() > since
                    && decision.get("method").textValue().equals(attack.method())
                    && decision.get("path").textValue().equals(target.mount() + attack.path())) {
                found.add(decision);
            }
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static JsonNode state(long since) throws Exception {
        Answer answer = ann.send("GET", "/watch/state?since=" + since, List.of("Accept: application/json"));
        assertThat(answer.status()).isEqualTo(200);
        JsonNode state = JSON.readTree(answer.body());
        assertThat(names(state.get("balances"))).contains("ann", "bob", "mallory");
        return state;
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(member -> member.getKey()).collect(Collectors.toSet());
    }

    private static String script() throws Exception {
        return get("/attacker.js").body();
    }

    private static Answer get(String path) throws Exception {
        Answer answer = attacker.send("GET", path, List.of("Host: evil.localhost:8081"), null);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer;
    }

    private static String page(Attack attack, Target target) throws Exception {
        String path = "/attack/" + attack.id() + "/" + target.id();
        return get(attack == Attack.SANDBOXED_FRAME ? path + "/frame" : path).body();
    }

    /** Where the form ends up, a redirect by the attacker's server followed. */
    private static String pathAtTheBank(Attack attack, Target target) throws Exception {
        String action = attribute(page(attack, target), "action");
        if (action.startsWith("/")) {
            Answer redirect = attacker.send("POST", action, List.of("Host: evil.localhost:8081"), "");
            assertThat(redirect.status()).isEqualTo(307);
            action = redirect.all("location").get(0);
        }
        assertThat(action).startsWith(bank.origin() + "/");
        return URI.create(action).getRawPath();
    }

    /** The form's fields as a browser encodes them; none of them needs escaping. */
    private static String fields(Attack attack, Target target) throws Exception {
        String page = page(attack, target);
        String[] inputs =
                page.substring(page.indexOf("<form"), page.indexOf("</form>")).split("<input", -1);
        return Stream.of(inputs)
                .skip(1)
                .map(input -> attribute(input, "name") + "=" + attribute(input, "value"))
                .collect(Collectors.joining("&"));
    }

    private static String attribute(String html, String name) {
        String start = " " + name + "=\"";
        int from = html.indexOf(start);
        assertThat(from).as(html).isNotNegative();
        return html.substring(from + start.length(), html.indexOf('"', from + start.length()));
    }
}
