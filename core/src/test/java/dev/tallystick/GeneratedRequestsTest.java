package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.http.FormFields;
import dev.tallystick.origin.Origin;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.LogCapture;
import dev.tallystick.testing.SeededRandom;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.Secret;
import dev.tallystick.token.Tokens;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for any request and any configuration, tried on many made by a generator with a fixed seed. */
class GeneratedRequestsTest {

    private static final int MANY = 4000;

    private static final List<String> ORIGINS = List.of(
            Browser.SITE,
            "https://bank.example:443",
            "http://bank.example",
            "https://partner.example",
            "https://a.friends.example",
            "https://evil.example",
            "null",
            "",
            "NULL",
            "https://bank.example/",
            "file://",
            "https://bank.example,https://bank.example",
            "x");
    private static final List<String> SITES =
            List.of("same-origin", "same-site", "cross-site", "none", "", "bogus", "same-origin,none");
    private static final List<String> REFERERS = List.of(
            Browser.SITE + "/form",
            "http://bank.example/",
            "https://evil.example/",
            "https://partner.example/a,b",
            "",
            "x");
    private static final List<String> HOSTS = List.of("bank.example", "evil.example", "bank.example:443", "", "a b");
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY", "CONNECT", "get", "FOO", "");

    @ParameterizedTest
    @ValueSource(strings = {"Origin", "Sec-Fetch-Site", "Referer", "Host", "X-CSRF-Token"})
    void aSecondLineNeverTurnsADenialIntoAnAllowance(String header) {
        Generator generated = new Generator(1);
        int denied = 0;
        for (int i = 0; i < MANY; i++) {
            Site site = generated.site();
            FakeRequest.Builder request = generated.request(site);
            if (!request.build().headers(header).hasMoreElements()
                    || site.server.decide(request).isAllowed()) {
                continue;
            }
            denied++;
            request.header(header, generated.value(header, site));
            assertThat(site.server.decide(request).isAllowed())
                    .as("%s", request.build())
                    .isFalse();
        }
        assertThat(denied).as("denials tried").isGreaterThan(100);
    }

    @Test
    void theSameRequestGetsTheSameDecisionHoweverOftenItAsks() {
        Generator generated = new Generator(2);
        for (int i = 0; i < MANY; i++) {
            Site site = generated.site();
            FakeRequest.Builder request = generated.request(site);
            String first = site.server.decide(request).toString();

            assertThat(site.server.decide(request)).hasToString(first);
            assertThat(site.again().decide(request)).as("of another protection").hasToString(first);
        }
    }

    @Test
    void reportOnlyDecidesAsEnforcingDoesAndLetsItPass() {
        Generator generated = new Generator(3);
        for (int i = 0; i < MANY; i++) {
            Site site = generated.site();
            FakeRequest.Builder request = generated.request(site);
            Decision enforced = site.server.decide(request);
            Decision reported = site.reportOnly().decide(request);

            assertThat(reported.isAllowed()).isEqualTo(enforced.isAllowed());
            assertThat(reported.rule()).isEqualTo(enforced.rule());
            assertThat(reported.evidence()).isEqualTo(enforced.evidence());
            assertThat(reported.reason()).isEqualTo(enforced.reason());
            assertThat(reported.passes()).isTrue();
            assertThat(reported.isReportOnly()).isEqualTo(!enforced.isAllowed());
        }
    }

    @Test
    void aMilderModeNeverDeniesWhatAStricterOneAllows() {
        Generator generated = new Generator(4);
        for (int i = 0; i < MANY; i++) {
            Site site = generated.site();
            FakeRequest.Builder request = generated.request(site);
            boolean strict = site.in(Mode.STRICT).decide(request).isAllowed();
            boolean middle = site.in(Mode.ORIGIN_OR_TOKEN).decide(request).isAllowed();
            boolean mild = site.in(Mode.ORIGIN_ONLY).decide(request).isAllowed();

            assertThat(!strict || middle).as("%s", request.build()).isTrue();
            assertThat(!middle || mild).as("%s", request.build()).isTrue();
        }
    }

    @Test
    void whateverIsNoSafeMethodIsTreatedAsPostIs() {
        Generator generated = new Generator(5);
        Random random = new Random(6);
        for (int i = 0; i < MANY; i++) {
            Site site = generated.site();
            FakeRequest.Builder request = generated.request(site).method("POST");
            String asPost = site.server.decide(request).toString();
            String method = text(random, "ABCDEGHIOPQRSTUYabcget-1! ", 8);
            if (!List.of("GET", "HEAD", "OPTIONS", "TRACE", "QUERY").contains(method)) {
                assertThat(site.server.decide(request.copy().method(method)))
                        .as(method)
                        .hasToString(asPost);
            }
        }
    }

    @Test
    void noTokenHoldsAnywhereButWhereItWasMadeFor() {
        Random random = new Random(7);
        Tokens[] rings = {tokens(Keys.RING), tokens(Keys.OTHER_RING)};
        Secret[] secrets = {Secret.random(new SeededRandom(1)), Secret.random(new SeededRandom(2))};
        for (int i = 0; i < MANY; i++) {
            int ring = random.nextInt(2);
            int secret = random.nextInt(2);
            String session = random.nextInt(4) == 0 ? null : text(random, "ab\u0000\u00ff", 3);
            String action = random.nextInt(2) == 0 ? null : text(random, "ab\u0000/ ", 3);
            Tokens.Parsed token =
                    Objects.requireNonNull(Tokens.parse(rings[ring].issue(secrets[secret], session, action)));

            int otherRing = random.nextInt(2);
            int otherSecret = random.nextInt(2);
            String otherSession = random.nextBoolean() ? session : text(random, "ab\u0000\u00ff", 3);
            String otherAction = random.nextBoolean() ? action : text(random, "ab\u0000/ ", 3);
            boolean same = ring == otherRing
                    && secret == otherSecret
                    && Objects.equals(session, otherSession)
                    && (action == null || action.equals(otherAction));
            assertThat(rings[otherRing].verify(token, List.of(secrets[otherSecret]), otherSession, otherAction)
                            == Tokens.Verdict.VALID)
                    .isEqualTo(same);
        }
    }

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

    private static Tokens tokens(KeyRing ring) {
        return new Tokens(() -> ring, new SeededRandom(3), InstantSource.system(), null);
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING);
    }

    /** A generated configuration, which can be built again, and a browser that has opened a page of it. */
    private static final class Site {

        private final Supplier<CsrfProtection.Builder> configuration;
        private final FakeServer server;
        private final Browser browser;

        Site(Supplier<CsrfProtection.Builder> configuration) {
            this.configuration = configuration;
            this.server = again();
            this.browser = Browser.on(server);
        }

        FakeServer again() {
            return with(csrf -> {});
        }

        FakeServer reportOnly() {
            return with(csrf -> csrf.reportOnly(true));
        }

        FakeServer in(Mode mode) {
            return with(csrf -> csrf.mode(mode));
        }

        private FakeServer with(Consumer<CsrfProtection.Builder> change) {
            CsrfProtection.Builder csrf = configuration.get();
            change.accept(csrf);
            return FakeServer.of(csrf.build());
        }
    }

    private static final class Generator {

        private final Random random;

        Generator(long seed) {
            random = new Random(seed);
        }

        Site site() {
            Mode mode = Mode.values()[random.nextInt(3)];
            int baseUrls = random.nextInt(3);
            boolean trusting = random.nextBoolean();
            boolean exempting = random.nextInt(8) == 0;
            return new Site(() -> {
                CsrfProtection.Builder csrf = csrf().mode(mode);
                if (baseUrls > 0) {
                    csrf.baseUrl(Browser.SITE);
                }
                if (baseUrls > 1) {
                    csrf.baseUrl("https://bank.test");
                }
                if (trusting) {
                    csrf.trustedOrigin("https://partner.example").trustedOrigin("https://*.friends.example");
                }
                if (exempting) {
                    csrf.insecureExempt("/x/**");
                }
                return csrf;
            });
        }

        FakeRequest.Builder request(Site site) {
            FakeRequest.Builder request = FakeRequest.builder(pick(METHODS), random.nextInt(4) == 0 ? "/x/y" : "/y");
            request.scheme(random.nextInt(4) == 0 ? "http" : "https");
            for (String header : List.of("Host", "Origin", "Sec-Fetch-Site", "Referer", "X-CSRF-Token")) {
                if (header.equals("Host") ? random.nextInt(10) > 0 : random.nextBoolean()) {
                    request.header(header, value(header, site));
                }
            }
            if (random.nextInt(3) > 0) {
                request.cookie("__Host-csrf=" + site.browser.cookies().get("__Host-csrf"));
            }
            if (random.nextBoolean()) {
                request.form("_csrf", value("X-CSRF-Token", site));
            } else {
                FormFields.State[] states = FormFields.State.values();
                request.form(FormFields.none(states[random.nextInt(states.length)]));
            }
            if (random.nextInt(10) == 0) {
                request.header("X-HTTP-Method-Override", pick(METHODS));
            }
            if (random.nextInt(10) == 0) {
                request.header("Upgrade", "websocket").header("Connection", "Upgrade");
            }
            if (random.nextInt(10) == 0) {
                request.session(FakeSession.of("s"));
            }
            return request;
        }

        String value(String header, Site site) {
            return switch (header) {
                case "Host" -> random.nextInt(3) > 0 ? "bank.example" : pick(HOSTS);
                case "Origin" -> pick(ORIGINS);
                case "Sec-Fetch-Site" -> pick(SITES);
                case "Referer" -> pick(REFERERS);
                default -> random.nextInt(3) > 0 ? site.browser.token() : pick(List.of("", "x", "A".repeat(76)));
            };
        }

        private String pick(List<String> values) {
            return values.get(random.nextInt(values.size()));
        }
    }
}
