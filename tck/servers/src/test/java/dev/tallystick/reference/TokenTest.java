package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and secrets, planted, repeated, changed and of others. */
class TokenTest extends OnEveryAdapter {

    private final String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Test
    void aTokenHoldsInTheHeaderAndInTheForm() {
        Client client = client();
        String token = client.token("/web");

        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo").with("X-CSRF-Token", token))
                        .outcome())
                .isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo")
                                .with("x-csrf-token", token)
                                .json("{}"))
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void theHeaderAloneDecidesIfItIsThere() {
        Client client = client();
        String token = client.token("/web");

        assertThat(client.send(Call.post("/web/echo").with("X-CSRF-Token", "x").form("_csrf=" + token))
                        .outcome())
                .isEqualTo("403 malformed-token");
        assertThat(client.send(Call.post("/web/echo").with("X-CSRF-Token", "").form("_csrf=" + token))
                        .outcome())
                .isEqualTo("403 malformed-token");
        assertThat(client.send(Call.post("/web/echo")
                                .with("X-CSRF-Token", token)
                                .form("_csrf=x"))
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void aTokenInTheQueryNeverCounts() {
        Client client = client();
        String token = client.token("/web");

        assertThat(client.post("/web/echo?_csrf=" + token, "field=x").outcome()).isEqualTo("403 missing-token");
        assertThat(client.send(Call.post("/web/echo?_csrf=" + token)).outcome()).isEqualTo("403 missing-token");
        assertThat(client.post("/web/echo?_csrf=x", "_csrf=" + token).outcome()).isEqualTo("200");
    }

    @Test
    void aTokenTwiceIsTheSameOrNone() {
        Client client = client();
        String token = client.token("/web");
        String other = client.token("/web");

        assertThat(client.post("/web/echo", "_csrf=" + token + "&_csrf=" + token)
                        .outcome())
                .isEqualTo("200");
        assertThat(client.post("/web/echo", "_csrf=" + token + "&_csrf=" + other)
                        .outcome())
                .isEqualTo("403 malformed-token");
        assertThat(client.post("/web/echo", "_csrf=" + token + "&_csrf=").outcome())
                .isEqualTo("403 malformed-token");
        assertThat(client.send(Call.post("/web/echo")
                                .with("X-CSRF-Token", token)
                                .with("X-CSRF-Token", token))
                        .outcome())
                .isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo")
                                .with("X-CSRF-Token", token)
                                .with("X-CSRF-Token", other))
                        .outcome())
                .isEqualTo("403 malformed-token");
        assertThat(client.send(Call.post("/web/echo").with("X-CSRF-Token", token + "," + token))
                        .outcome())
                .isEqualTo("403 malformed-token");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 403 missing-token",
        "_csrf, 403 malformed-token",
        "_csrf=, 403 malformed-token",
        "_csrf=x, 403 malformed-token",
        "_CSRF=x, 403 missing-token",
        "_csrf[]=x, 403 missing-token",
        "_csrf=%00, 403 malformed-token",
        "_csrf=%zz, 403 malformed-token",
        "_csrf=%ff%fe, 403 malformed-token",
        "_csrf=%F0%9F%98%80, 403 malformed-token",
        "=%26_csrf=x, 403 missing-token",
    })
    void whatIsNoTokenIsRefusedWithItsReason(String form, String outcome) {
        Client client = client();
        client.token("/web");

        assertRefused(client.post("/web/echo", form), outcome);
    }

    @Test
    void aTokenOfAnyLengthIsRefusedAndNothingBreaks() {
        Client client = client();
        client.token("/web");

        for (int length : new int[] {1, 2, 3, 4, 63, 64, 65, 255, 256, 257, 1000, 5000}) {
            assertThat(client.post("/web/echo", "_csrf=" + "A".repeat(length)).outcome())
                    .as("%s characters", length)
                    .isEqualTo("403 malformed-token");
        }
    }

    @Test
    void everyCharacterOfATokenCounts() {
        Client client = client();
        String token = client.token("/web");

        for (int i = 0; i < token.length(); i++) {
            char other = alphabet.charAt(alphabet.indexOf(token.charAt(i)) ^ 1);
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(client.send(Call.post("/web/echo").with("X-CSRF-Token", changed))
                            .outcome())
                    .as("character %s", i)
                    .isIn("403 malformed-token", "403 unknown-key", "403 wrong-token");
        }
    }

    @Test
    void aTokenHasOneSpelling() {
        Client client = client();
        String token = client.token("/web");

        for (String spelling : new String[] {
            token + "=", token + "==", token + "A", " " + token, token + "%0A", "%E2%80%80" + token, token + "%00"
        }) {
            assertThat(client.post("/web/echo", "_csrf=" + spelling).outcome())
                    .as(spelling)
                    .isIn("403 malformed-token", "403 wrong-token");
        }
    }

    @Test
    void withoutASecretThereIsNothingToHoldATokenAgainst() {
        String token = client().token("/web");

        Reply reply = client().post("/web/echo", "_csrf=" + token);

        assertThat(reply.outcome()).isEqualTo("403 missing-secret");
        assertThat(reply.headers("Set-Cookie")).isEmpty();
    }

    @Test
    void aTokenOfAnotherBrowserIsRefused() {
        Client client = client();
        client.token("/web");

        assertThat(client.post("/web/echo", "_csrf=" + client().token("/web")).outcome())
                .isEqualTo("403 wrong-token");
    }

    @Test
    void aTokenFromBeforeLoginAndOneFromBeforeLogoutAreRefused() {
        Client client = client();
        String before = client.token("/web");
        client.login("/web", "ann");
        assertThat(client.post("/web/echo", "_csrf=" + before).outcome()).isEqualTo("403 wrong-token");

        String during = client.token("/web");
        assertThat(client.post("/web/logout", "_csrf=" + during).outcome()).isEqualTo("200");
        assertThat(client.post("/web/echo", "_csrf=" + during).outcome()).isEqualTo("403 wrong-token");
    }

    @Test
    void anAttackersOwnSecretAndTokenDontHoldInTheVictimsSession() {
        Client attacker = client();
        String token = attacker.token("/web");
        String secret = attacker.cookie("csrf");
        Client victim = client().login("/web", "ann");
        String own = victim.token("/web");

        String planted = "csrf=" + secret + "; " + victim.cookieHeader();
        assertThat(victim.send(Call.post("/web/echo").with("Cookie", planted).form("_csrf=" + token))
                        .outcome())
                .isEqualTo("403 wrong-token");
        // And it locks nobody out.
        assertThat(victim.send(Call.post("/web/echo").with("Cookie", planted).form("_csrf=" + own))
                        .json("user"))
                .isEqualTo("ann");
    }

    @Test
    void ofManyPlantedCookiesTheLastThirtyTwoAreTried() {
        Client client = client();
        String token = client.token("/web");
        String own = client.cookieHeader();

        assertThat(withCookies(client, own + "; csrf=planted".repeat(10), token))
                .isEqualTo("200");
        assertThat(withCookies(client, "csrf=planted; ".repeat(100) + own, token))
                .isEqualTo("200");
        String others = "; " + secretOfAnother();
        assertThat(withCookies(client, own + others.repeat(31), token)).isEqualTo("200");
        assertThat(withCookies(client, own + others.repeat(32), token)).isEqualTo("403 wrong-token");
    }

    private String secretOfAnother() {
        Client other = client();
        other.token("/web");
        return other.cookieHeader();
    }

    private static String withCookies(Client client, String cookies, String token) {
        return client.send(Call.post("/web/echo").with("Cookie", cookies).with("X-CSRF-Token", token))
                .outcome();
    }

    @Test
    void aSecretOverSeveralLinesOfCookiesIsFound() {
        Client client = client();
        String token = client.token("/web");

        Reply reply = client.send(Call.post("/web/echo")
                .with("Cookie", "a=1; csrf=")
                .with("Cookie", client.cookieHeader())
                .with("Cookie", "$Version=1; b=\"2; csrf=x\"")
                .form("_csrf=" + token));

        assertThat(reply.outcome()).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CSRF=%s",
                "Csrf=%s",
                "x=\"1; csrf=%s\"",
                "\u00e2\u0080\u0080csrf=%s",
                "xcsrf=%s",
                "csrf=%sx",
                "csrf=\"%s\"",
                "csrf =%s",
                "csrf,csrf=%s",
                "$csrf=%s",
            })
    void aCookieOfAnotherSpellingIsNoSecret(String spelling) {
        Client client = client();
        String token = client.token("/web");
        String cookies = spelling.formatted(client.cookie("csrf"));

        assertThat(withCookies(client, cookies, token)).isEqualTo("403 missing-secret");
    }

    @Test
    void aSecretIsKeptAndABrokenOneIsReplacedWithTheNextToken() {
        Client client = client();
        client.token("/web");
        assertThat(client.get("/web/token").headers("Set-Cookie")).isEmpty();

        client.setCookie("csrf", "broken");
        Reply refused = client.post("/web/echo", "_csrf=x");
        assertThat(refused.outcome()).isEqualTo("403 missing-secret");
        assertThat(refused.headers("Set-Cookie")).isEmpty();

        String token = client.token("/web");
        assertThat(client.cookie("csrf")).isNotEqualTo("broken");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("200");
    }

    @Test
    void theSecretIsInNoPage() {
        Client client = client();

        for (String page : new String[] {"/web/form", "/web/token"}) {
            assertThat(client.get(page).body()).doesNotContain(client.cookie("csrf"));
        }
    }

    @Test
    void theCookieOfTheSecretIsAsTheDesignSays() {
        assertThat(client().get("/web/token").headers("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("csrf=[A-Za-z0-9_-]{22,}; Path=/; HttpOnly; SameSite=Lax");
        assertThat(client("base-url=https://bank.example").get("/web/token").headers("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("__Host-csrf=[A-Za-z0-9_-]{22,}; Path=/; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void aRefusedRequestSetsNoCookie() {
        for (String view : new String[] {"/echo", "/form", "/token", "/login"}) {
            Reply reply = client().post("/web" + view, "user=ann");

            assertThat(reply.outcome()).isEqualTo("403 missing-secret");
            assertThat(reply.headers("Set-Cookie")).isEmpty();
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void aPageForAForeignRequestThatIsExemptSetsNoCookie() {
        Client client = client("exempt=/web/form");
        // A safe method that asks to be taken for an unsafe one is the one way to a page by an unsafe request.
        Call foreign = Call.get("/web/form?_method=POST").with("Origin", "https://evil.example");
        Call own = Call.get("/web/form?_method=POST").with("Origin", client.origin());

        Reply reply = client.send(foreign);
        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.headers("Set-Cookie")).isEmpty();
        assertThat(client.send(own).headers("Set-Cookie")).hasSize(1);
    }

    @Test
    void aTokenForAnActionIsBoundToTheMethodThatIsMeant() {
        Client client = client();
        String token = client.get("/web/form?action=/web/echo").hiddenField("_csrf");

        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("200");
        assertThat(client.post("/web/echo?x=1", "_csrf=" + token).outcome()).isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo")
                                .with("X-CSRF-Token", token)
                                .json("{}"))
                        .outcome())
                .isEqualTo("200");
        assertThat(client.send(Call.get("/web/echo?_method=POST").with("X-CSRF-Token", token))
                        .outcome())
                .isEqualTo("200");
        assertThat(client.post("/web/echo", "_method=DELETE&_csrf=" + token).outcome())
                .isEqualTo("403 wrong-token");
        assertThat(client.post("/web/echo?_method=DELETE", "_csrf=" + token).outcome())
                .isEqualTo("403 wrong-token");
        assertThat(client.send(Call.post("/web/echo")
                                .with("X-HTTP-Method-Override", "DELETE")
                                .form("_csrf=" + token))
                        .outcome())
                .isEqualTo("403 wrong-token");
        assertThat(client.send(Call.of("DELETE", "/web/echo").with("X-CSRF-Token", token))
                        .outcome())
                .isEqualTo("403 wrong-token");
        assertThat(client.post("/web/echo/", "_csrf=" + token).outcome()).isEqualTo("403 wrong-token");
        assertThat(client.post("/web/login", "user=ann&_csrf=" + token).outcome())
                .isEqualTo("403 wrong-token");
    }

    @Test
    void aRefusalExplainsItselfAndHidesTheToken() {
        Client client = client();
        client.token("/web");
        String sent = client().token("/web");

        Reply json = client.post("/web/echo", "_csrf=" + sent);
        assertThat(json.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(json.json()).containsKeys("status", "reason", "detail");
        assertThat(json.body()).doesNotContain(sent);

        Reply page = client.send(Call.post("/web/echo")
                .with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .with("Sec-Fetch-Dest", "document")
                .form("_csrf=" + sent));
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.contentType()).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.body()).contains("wrong-token").doesNotContain(sent).doesNotContain("reload", "<script");
    }
}
