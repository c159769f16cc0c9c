package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.origin.Origin;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.LogCapture;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold of any text that a client sends, tried on many made by a generator with a fixed seed. */
class GeneratedRequestsTest {

    private static final int MANY = 4000;

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY", "CONNECT", "get", "FOO", "");

    @Test
    void nothingThatAClientSendsMakesTheEngineThrowOrLogTwoLines() {
        Random random = new Random(8);
        String characters = "/.;%2efE5c\\#?&=_method,:[]@\"' \t\n\r\u0000\u007f\u0080\u00c3\u00a4\u00ffaZ09*";
        List<String> headers = List.of(
                "Origin",
                "Sec-Fetch-Site",
                "Referer",
                "Host",
                "Cookie",
                "X-CSRF-Token",
                "Forwarded",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "X-HTTP-Method-Override",
                "Connection",
                "Upgrade",
                "Accept",
                "Sec-Fetch-Dest",
                "Authorization");
        FakeServer server = FakeServer.of(Router.builder()
                .allowPathParameters(true)
                .mount(
                        "/a",
                        csrf().trustedProxies(TrustedProxies.of(List.of("::/0", "0.0.0.0/0")))
                                .spaCookie("XSRF-TOKEN")
                                .insecureExempt("/**/a/**/b")
                                .requireActionToken("/**")
                                .build())
                .otherwise(csrf().baseUrl(Browser.SITE).build())
                .build());
        try (LogCapture log = LogCapture.start()) {
            int denied = 0;
            for (int i = 0; i < 5 * MANY; i++) {
                FakeRequest.Builder request = FakeRequest.builder(
                                METHODS.get(random.nextInt(METHODS.size())), "/" + text(random, characters, 12))
                        .query(random.nextBoolean() ? null : text(random, characters, 20))
                        .peer(random.nextBoolean() ? "192.0.2.1" : text(random, "0:.%f", 8))
                        .form("_csrf", text(random, characters, 20));
                for (int h = random.nextInt(8); h > 0; h--) {
                    request.header(headers.get(random.nextInt(headers.size())), text(random, characters, 30));
                }
                FakeRequest sent = request.build();
                Decision decision = server.decide(sent);
                server.guard().report(sent, decision);
                if (!decision.isAllowed()) {
                    denied++;
                    assertThat(server.guard().denial(sent, decision).body()).isNotEmpty();
                }
            }
            assertThat(log.warnings())
                    .hasSize(denied)
                    .allMatch(line -> line.chars().noneMatch(Character::isISOControl));
        }
    }

    @Test
    void theOriginParserAgreesWithTheJdksOnWhatItAccepts() {
        Random random = new Random(9);
        int accepted = 0;
        for (int i = 0; i < 50 * MANY; i++) {
            String text = text(random, "htps:/", 4) + "ttps://" + text(random, "ab.:1[]@/?#\\%-", 9);
            text = random.nextBoolean() ? text : "https://" + text(random, "ab.:18-", 12);
            Origin origin = Origin.parse(text);
            if (origin == null || origin.host().isEmpty()) {
                continue;
            }
            accepted++;
            URI uri = URI.create(text);
            assertThat(uri.getRawUserInfo()).as(text).isNull();
            assertThat(uri.getRawPath()).as(text).isEmpty();
            assertThat(uri.getRawQuery()).as(text).isNull();
            assertThat(uri.getScheme()).as(text).isEqualToIgnoringCase(origin.scheme());
            // The JDK knows no host in names like -a or a-, which browsers do; then it knows an authority.
            if (uri.getHost() != null && !uri.getHost().startsWith("[")) {
                assertThat(uri.getHost()).as(text).isEqualToIgnoringCase(origin.host());
                assertThat(uri.getPort() < 0 || uri.getPort() == origin.port())
                        .as(text)
                        .isTrue();
            }
            assertThat(Origin.parse(origin.toString())).as(text).isEqualTo(origin);
        }
        assertThat(accepted).isGreaterThan(1000);
    }

    private static String text(Random random, String characters, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING);
    }
}
