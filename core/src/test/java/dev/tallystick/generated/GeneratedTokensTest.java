package dev.tallystick.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.Cases;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.token.KeyRing;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every token that was rendered holds where it was made for, and nowhere else, however the site is configured. */
class GeneratedTokensTest {

    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH", "DELETE", "FOO");
    private static final List<String> PATHS = List.of("/", "/pay", "/pay/7", "/x/y");

    @Test
    void everyRenderedTokenVerifies() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            String method = pick(random, METHODS);
            String path = pick(random, PATHS);

            assertHolds(site, browser, method, path, site.token(browser, method, path));
        });
    }

    @Test
    void everyRenderedTokenVerifiesWhileItsKeyIsInTheRing() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            String method = pick(random, METHODS);
            String path = pick(random, PATHS);
            String token = site.token(browser, method, path);

            site.keys(KeyRing.of(List.of(Keys.SECOND, Keys.FIRST)));
            assertHolds(site, browser, method, path, token);
            assertHolds(site, browser, method, path, site.token(browser, method, path));
        });
    }

    @Test
    void noTokenOfAnotherKeyVerifies() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            String method = pick(random, METHODS);
            String path = pick(random, PATHS);
            String token = site.token(browser, method, path);
            boolean sameId = random.nextBoolean();

            site.keys(KeyRing.of(List.of(Keys.key(sameId ? "first" : "other", 32, 9))));
            assertDenied(site, browser, method, path, token, sameId ? Reason.WRONG_TOKEN : Reason.UNKNOWN_KEY);
        });
    }

    @Test
    void noTokenOfAnotherSecretVerifies() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            Browser other = site.visitor();
            if (site.binding == Site.Binding.COOKIE && browser.cookies().containsKey(Site.SID)) {
                other.cookies().put(Site.SID, browser.cookies().get(Site.SID));
            }
            String method = pick(random, METHODS);
            String path = pick(random, PATHS);
            String token = site.token(other, method, path);

            assertHolds(site, other, method, path, token);
            assertDenied(site, browser, method, path, token, Reason.WRONG_TOKEN);
        });
    }

    @Test
    void noTokenOfAnotherSessionVerifies() {
        int[] tried = {0};
        Cases.tried(random -> {
            Site site = Site.generate(random);
            if (site.binding == Site.Binding.NONE) {
                return;
            }
            tried[0]++;
            FakeSession session = FakeSession.of("before");
            Browser browser = site.inAnotherSession(site.visitor(), session);
            browser.cookies().put(Site.SID, "before");
            browser.token();
            String method = pick(random, METHODS);
            String path = pick(random, PATHS);
            String token = site.token(browser, method, path);
            assertHolds(site, browser, method, path, token);

            session.renew(pick(random, List.of("after", "before1", "befor", "Before", "")));
            browser.cookies().put(Site.SID, "after");
            assertDenied(site, browser, method, path, token, Reason.WRONG_TOKEN);
        });
        Cases.enough("with a session under the tag", tried[0]);
    }

    @Test
    void noTokenOfAnotherActionVerifies() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            String method = pick(random, METHODS);
            String path = pick(random, PATHS);
            String otherMethod = pick(random, METHODS);
            String otherPath = pick(random, PATHS);
            String token = browser.open("/form").forAction(otherMethod, otherPath);

            if (method.equals(otherMethod) && path.equals(otherPath)) {
                assertHolds(site, browser, method, path, token);
            } else {
                assertDenied(site, browser, method, path, token, Reason.WRONG_TOKEN);
            }
            if (site.mustBeForAction(path)) {
                assertDenied(site, browser, method, path, browser.token(), Reason.WRONG_TOKEN);
            }
        });
    }

    @Test
    void noTokenWithAnotherCharacterVerifies() {
        String characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            String method = pick(random, METHODS);
            String path = pick(random, PATHS);
            StringBuilder token = new StringBuilder(site.token(browser, method, path));
            int at = random.nextInt(token.length());
            char other = characters.charAt(random.nextInt(characters.length()));
            if (token.charAt(at) == other) {
                other = '!';
            }
            token.setCharAt(at, other);

            assertThat(decision(site, browser, method, path, token.toString()).isAllowed())
                    .isFalse();
        });
    }

    private static void assertHolds(Site site, Browser browser, String method, String path, String token) {
        Decision decision = decision(site, browser, method, path, token);
        assertThat(decision.isAllowed()).as("%s", decision).isTrue();
        assertThat(decision.rule()).isEqualTo(Rule.TOKEN);
    }

    private static void assertDenied(
            Site site, Browser browser, String method, String path, String token, Reason reason) {
        Decision decision = decision(site, browser, method, path, token);
        assertThat(decision.isAllowed()).as("%s", decision).isFalse();
        assertThat(decision.reason()).isEqualTo(reason);
    }

    private static Decision decision(Site site, Browser browser, String method, String path, String token) {
        FakeRequest.Builder request = site.decidedByToken(browser, method, path);
        return site.server().decide(site.sending(request, token));
    }

    private static String pick(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
