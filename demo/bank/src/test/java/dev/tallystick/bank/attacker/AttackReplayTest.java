package dev.tallystick.bank.attacker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tallystick.Reason;
import dev.tallystick.bank.BankSettings;
import dev.tallystick.bank.BankSite;
import dev.tallystick.bank.attacker.RawHttp.Answer;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Sends the real bank what browsers really send, attacks and the bank's own pages, with ann's cookies always there: whatever
 * a browser holds back of its own accord, the guard may not count on. Each request goes to {@code /open} as well, where the
 * money moves: so it is the guard that stops it.
 */
class AttackReplayTest {
    private static final String WITH_MALLORYS_WISHES = "/transfers?to=mallory&amount=0.01";

    private static final Logger GUARD = (Logger) LoggerFactory.getLogger("dev.tallystick");

    private static BankSite bank;
    private static Customer annAtHttp;
    private static Customer annAtHttps;
    private static Customer malloryAtHttp;
    private static Customer malloryAtHttps;

    /** At the addresses that the browsers knew it by, so that what they sent can be sent again as it was. */
    @BeforeAll
    static void open() throws Exception {
        // Some thousand refusals, and each is expected.
        GUARD.setLevel(Level.ERROR);
        Properties config = new Properties();
        config.setProperty("tallystick.base-url", BrowserRequest.HTTP_BANK + "," + BrowserRequest.HTTPS_BANK);
        bank = BankSite.start(
                BankSettings.on("jdbc:h2:mem:replay").withConfig(config).withBcryptStrength(4));
        annAtHttp = Customer.signIn("ann", bank.port(), BrowserRequest.HTTP_BANK);
        annAtHttps = Customer.signIn("ann", bank.port(), BrowserRequest.HTTPS_BANK);
        malloryAtHttp = Customer.signIn("mallory", bank.port(), BrowserRequest.HTTP_BANK);
        malloryAtHttps = Customer.signIn("mallory", bank.port(), BrowserRequest.HTTPS_BANK);
    }

    @AfterAll
    static void close() {
        bank.close();
        GUARD.setLevel(null);
    }

    // ---- what other sites send

    static Stream<BrowserRequest> posts() {
        return BrowserRequest.all("attack").filter(request -> request.method().equals("POST"));
    }

    @ParameterizedTest
    @MethodSource("posts")
    void aForeignPostIsRefusedAndWouldHaveWorked(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();

        assertRefused(ann.send(request, "/web/transfers", body(request, null)), foreign(request));
        assertThat(ann.balance()).isEqualTo(before);

        Answer unguarded = ann.send(request, "/open/transfers", body(request, null));
        assertThat(unguarded.status()).as(unguarded.body()).isIn(201, 303);
        assertThat(ann.balance()).isEqualTo(before - 1);
    }

    @ParameterizedTest
    @MethodSource("posts")
    void noTokenRescuesAForeignPost(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();

        for (Customer owner : new Customer[] {ann, mallory(request)}) {
            String field = request.isForm() ? owner.token() : null;
            assertRefused(ann.send(request, "/web/transfers", body(request, field)), foreign(request));
            assertRefused(
                    ann.send(request, "/web/transfers", body(request, null), "X-CSRF-Token: " + owner.token()),
                    foreign(request));
        }
        assertThat(ann.balance()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("posts")
    void aForeignPostSignsNobodyInAndWouldHave(BrowserRequest request) throws Exception {
        String login = body(request, "user", "mallory", "password", "mallory", null);
        Customer victim = Customer.stranger(bank.port(), request.bank());

        assertRefused(victim.send(request, "/web/login", login), foreign(request));
        assertThat(victim.isSignedIn()).isFalse();

        assertThat(victim.send(request, "/open/login", login).status()).isIn(200, 303);
        assertThat(victim.isSignedIn()).isTrue();
    }

    static Stream<BrowserRequest> deletes() {
        return BrowserRequest.all("attack").filter(request -> request.method().equals("DELETE"));
    }

    @ParameterizedTest
    @MethodSource("deletes")
    void aForeignDeleteIsRefusedAndWouldHaveWorked(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();
        long transfer = ann.pay("bob", "0.01");

        assertRefused(ann.send(request, "/web/transfers/" + transfer, null), foreign(request));
        assertThat(ann.balance()).isEqualTo(before - 1);

        assertThat(ann.send(request, "/open/transfers/" + transfer, null).status())
                .isEqualTo(204);
        assertThat(ann.balance()).isEqualTo(before);
    }

    static Stream<BrowserRequest> puts() {
        return BrowserRequest.all("attack").filter(request -> request.method().equals("PUT"));
    }

    @ParameterizedTest
    @MethodSource("puts")
    void aForeignPutReachesNoView(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        assertRefused(ann.send(request, "/web/transfers", body(request, null)), foreign(request));
        // The view has no PUT, and says so: it was reached.
        assertThat(ann.send(request, "/open/transfers", body(request, null)).status())
                .isEqualTo(405);
    }

    static Stream<BrowserRequest> handshakes() {
        return BrowserRequest.all("attack").filter(BrowserRequest::isHandshake);
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void aForeignWebSocketIsNotOpened(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        assertRefused(ann.send(request, "/web/live", null), foreign(request));
        assertThat(ann.send(request, "/open/live", null).status()).isEqualTo(101);
    }

    static Stream<BrowserRequest> gets() {
        return BrowserRequest.all("attack").filter(request -> !request.isUnsafe());
    }

    @ParameterizedTest
    @MethodSource("gets")
    void aForeignGetPassesAndMovesNothing(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();

        assertThat(ann.send(request, "/web" + WITH_MALLORYS_WISHES, null).status())
                .isIn(200, 303);
        assertThat(ann.send(request, "/open" + WITH_MALLORYS_WISHES, null).status())
                .isIn(200, 303);
        assertThat(ann.balance()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("gets")
    void aForeignGetThatPosesAsAPostIsRefused(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();

        assertRefused(ann.send(request, "/web" + WITH_MALLORYS_WISHES + "&_method=POST", null), foreign(request));
        assertThat(ann.balance()).isEqualTo(before);
    }

    // ---- attacks that no header tells from the bank's own pages

    static Stream<BrowserRequest> disguised() {
        return BrowserRequest.all("disguised");
    }

    @Test
    void theAttacksInDisguiseAreKnownByName() {
        assertThat(vectors(disguised()))
                .containsExactly(
                        "form-post-answered-by-selfreload",
                        "form-post-click-answered-by-selfreload",
                        "form-post-click-then-script-reload",
                        "framed-bank-page-self-post");
    }

    @ParameterizedTest
    @MethodSource("disguised")
    void onlyTheTokenStopsAnAttackInDisguise(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();

        assertRefused(ann.send(request, "/web/transfers", body(request, null)), Reason.MISSING_TOKEN);
        assertRefused(
                ann.send(
                        request,
                        "/web/transfers",
                        body(request, mallory(request).token())),
                Reason.WRONG_TOKEN);
        assertThat(ann.balance()).isEqualTo(before);

        ann.send(request, "/open/transfers", body(request, null));
        assertThat(ann.balance()).isEqualTo(before - 1);
    }

    /** A framed page of the bank's would post with a token that holds: no other site may frame one. */
    @Test
    void noOtherSiteCanFrameTheForm() throws Exception {
        assertThat(annAtHttp.get("/web/transfers/new").all("content-security-policy"))
                .anySatisfy(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
    }

    /** A refusal that reloads itself would have Chromium send the attack again as the bank's own. */
    @Test
    void noRefusalReloadsItself() throws Exception {
        BrowserRequest form = posts().filter(request -> request.vectors().contains("form-post-click"))
                .findFirst()
                .orElseThrow();
        Answer refusal = ann(form).send(form, "/web/transfers", body(form, null));
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.first("content-type")).startsWith("text/html");
        assertThat(refusal.first("refresh")).isNull();
        assertThat(refusal.body()).doesNotContainIgnoringCase("<script", "http-equiv", "reload(", "<form", "<button");
    }

    // ---- what the bank's own pages send

    static Stream<BrowserRequest> own() {
        return BrowserRequest.all("own").filter(request -> !looksForeign(request));
    }

    static Stream<BrowserRequest> ownPosts() {
        return own().filter(request -> request.method().equals("POST"));
    }

    @ParameterizedTest
    @MethodSource("ownPosts")
    void anOwnPostPassesWithItsTokenAndOnlyWithIt(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();

        assertRefused(ann.send(request, "/web/transfers", body(request, null)), Reason.MISSING_TOKEN);
        assertThat(ann.balance()).isEqualTo(before);

        Answer paid = request.isForm()
                ? ann.send(request, "/web/transfers", body(request, ann.token()))
                : ann.send(request, "/web/transfers", body(request, null), "X-CSRF-Token: " + ann.token());
        assertThat(paid.status()).as(paid.body()).isIn(201, 303);
        assertThat(ann.balance()).isEqualTo(before - 1);
    }

    static Stream<BrowserRequest> ownOfOtherMethods() {
        return own().filter(
                        request -> request.isUnsafe() && !request.method().equals("POST") && !request.isHandshake());
    }

    @ParameterizedTest
    @MethodSource("ownOfOtherMethods")
    void anOwnDeleteOrPutPassesWithItsTokenAndOnlyWithIt(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        long before = ann.balance();
        boolean delete = request.method().equals("DELETE");
        String target = delete ? "/web/transfers/" + ann.pay("bob", "0.01") : "/web/transfers";

        assertRefused(ann.send(request, target, null), Reason.MISSING_TOKEN);
        assertThat(ann.send(request, target, null, "X-CSRF-Token: " + ann.token())
                        .status())
                .isEqualTo(delete ? 204 : 405);
        assertThat(ann.balance()).isEqualTo(before);
    }

    static Stream<BrowserRequest> ownHandshakes() {
        return own().filter(BrowserRequest::isHandshake);
    }

    @ParameterizedTest
    @MethodSource("ownHandshakes")
    void anOwnWebSocketIsOpened(BrowserRequest request) throws Exception {
        assertThat(ann(request).send(request, "/web/live", null).status()).isEqualTo(101);
    }

    static Stream<BrowserRequest> ownGets() {
        return own().filter(request -> !request.isUnsafe());
    }

    @ParameterizedTest
    @MethodSource("ownGets")
    void anOwnGetPasses(BrowserRequest request) throws Exception {
        assertThat(ann(request).send(request, "/web/account", null).status()).isEqualTo(200);
    }

    // ---- the bank's own pages that no server can tell from an attack

    static Stream<BrowserRequest> ownThatLooksForeign() {
        return BrowserRequest.all("own").filter(AttackReplayTest::looksForeign);
    }

    /** Old browsers, and all of them on plain http: only pages that ask for no referrer, as the bank's don't. */
    @Test
    void whatLooksForeignIsKnownByName() {
        assertThat(vectors(ownThatLooksForeign()))
                .containsExactly(
                        "beacon-page-no-referrer",
                        "csp-report",
                        "fetch-nocors-post-no-referrer",
                        "form-post-page-no-referrer");
    }

    @ParameterizedTest
    @MethodSource("ownThatLooksForeign")
    void whatLooksForeignIsRefusedEvenWithAToken(BrowserRequest request) throws Exception {
        Customer ann = ann(request);
        assertRefused(ann.send(request, "/web/transfers", body(request, ann.token())), Reason.NULL_ORIGIN);
        assertRefused(
                ann.send(request, "/web/transfers", body(request, null), "X-CSRF-Token: " + ann.token()),
                Reason.NULL_ORIGIN);
    }

    private static boolean looksForeign(BrowserRequest request) {
        return "null".equals(request.header("Origin")) && request.header("Sec-Fetch-Site") == null;
    }

    // ---- what the rest is made of

    /** What the evidence table of the design says of a request that no page of the bank's sent. */
    private static Reason foreign(BrowserRequest request) {
        String origin = request.header("Origin");
        if (origin != null) {
            return origin.equals("null") ? Reason.NULL_ORIGIN : Reason.UNTRUSTED_ORIGIN;
        }
        String site = request.header("Sec-Fetch-Site");
        if (site != null) {
            // A prefetch that a page asked for counts as the user's own doing; it carries no token.
            return site.equals("none") ? Reason.MISSING_TOKEN : Reason.CROSS_SITE;
        }
        String referer = request.header("Referer");
        if (referer != null) {
            return request.scheme().equals("https") && referer.startsWith("http:")
                    ? Reason.INSECURE_REFERER
                    : Reason.UNTRUSTED_REFERER;
        }
        return request.scheme().equals("https") ? Reason.MISSING_ORIGIN : Reason.MISSING_TOKEN;
    }

    private static void assertRefused(Answer answer, Reason reason) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(reason.status());
        assertThat(answer.first("cache-control")).isEqualTo("no-store");
        assertThat(answer.all("set-cookie")).isEmpty();
        if (!answer.body().isEmpty()) {
            assertThat(answer.body()).contains(reason.code());
        }
    }

    /** A transfer of a penny to mallory, encoded as the request says, with a token in the form or none. */
    private static String body(BrowserRequest request, @Nullable String token) {
        return body(request, "to", "mallory", "amount", "0.01", token);
    }

    private static String body(
            BrowserRequest request, String first, String value, String second, String other, @Nullable String token) {
        String type = Objects.requireNonNullElse(request.header("Content-Type"), "");
        if (type.startsWith("multipart/form-data")) {
            return part(first, value) + part(second, other) + (token == null ? "" : part("_csrf", token)) + "--b--\r\n";
        }
        if (request.isForm()) {
            return first + "=" + value + "&" + second + "=" + other + (token == null ? "" : "&_csrf=" + token);
        }
        return "{\"" + first + "\":\"" + value + "\",\"" + second + "\":\"" + other + "\"}";
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static Set<String> vectors(Stream<BrowserRequest> requests) {
        return requests.flatMap(request -> request.vectors().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Customer ann(BrowserRequest request) {
        return request.scheme().equals("https") ? annAtHttps : annAtHttp;
    }

    private static Customer mallory(BrowserRequest request) {
        return request.scheme().equals("https") ? malloryAtHttps : malloryAtHttp;
    }
}
