package dev.tallystick.browsers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.SameSite;
import dev.tallystick.browsers.arena.Arena;
import dev.tallystick.browsers.engine.Engine;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What customers do, in every engine, at the door that is guarded most strictly. None of it may be refused. */
@ParameterizedClass(name = "{0}, https: {1}")
@MethodSource("enginesAndSchemes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LegitimateUseTest {

    @Parameter(0)
    private Engine engine;

    @Parameter(1)
    private boolean https;

    private Visit ann;

    static Stream<Arguments> enginesAndSchemes() {
        return Engines.all().flatMap(engine -> Stream.of(Arguments.of(engine, true), Arguments.of(engine, false)));
    }

    @BeforeParameterizedClassInvocation
    void open(Engine started, boolean onHttps) throws IOException {
        ann = Visit.begin(started, onHttps);
    }

    @AfterParameterizedClassInvocation
    void close() {
        if (ann != null) {
            ann.close();
        }
    }

    // ---- forms and scripts

    @Test
    void payingWithAPlainForm() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.open("/web/transfers/new");
        ann.pay("bob", "1.00");
        ann.awaitPage("/web/account");
        assertThat(ann.arena().balance("ann")).isEqualTo(before - 100);
        assertThat(ann.refusals()).isEmpty();
    }

    @Test
    void payingAndCancellingByScript() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.fill("bob", "2.00");
        ann.browser().click("#pay button");
        ann.awaitBalance("ann", before - 200);
        ann.await(
                "the new row",
                () -> ann.browser()
                        .run("const b = document.querySelector('#transfers button'); return !!b && !b.hidden;")
                        .asBoolean());
        // The page's script draws the list anew when the balance changes: a click may meet a button that is gone.
        ann.await("a button that is still there", () -> {
            if (ann.letIn("DELETE").isEmpty()) {
                ann.browser().click("#transfers button");
                Thread.sleep(1_500);
            }
            return !ann.letIn("DELETE").isEmpty();
        });
        ann.awaitBalance("ann", before);
        assertThat(ann.letIn("DELETE")).hasSize(1);
        assertThat(ann.refusals()).isEmpty();
    }

    // ---- history

    @Test
    void goingBackToAFormThatWasSentAndSendingItAgain() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.open("/web/transfers/new");
        ann.pay("bob", "1.00");
        ann.awaitPage("/web/account");
        ann.browser().back();
        ann.awaitPage("/web/transfers/new");
        ann.pay("bob", "1.50");
        ann.awaitPage("/web/account");
        ann.awaitBalance("ann", before - 250);
        ann.browser().back();
        ann.browser().forward();
        ann.awaitPage("/web/account");
        assertThat(ann.refusals()).isEmpty();
    }

    /** Whether it was kept alive or is loaded anew: the page's script pays as before. */
    @Test
    void comingBackToAPageThatTheBrowserKept() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.browser().run("window.kept = true;");
        ann.open("/web/transfers/new");
        ann.browser().back();
        ann.awaitPage("/web/account");
        ann.fill("bob", "0.50");
        ann.browser().click("#pay button");
        ann.awaitBalance("ann", before - 50);
        assertThat(ann.refusals()).isEmpty();
    }

    @Test
    void reloadingThePageThatAnswersAForm() throws IOException {
        ann.signIn("ann");
        ann.open("/web/transfers/new");
        ann.pay("bob", "no number");
        ann.await("the answer", () -> ann.letIn("POST").size() == 1);
        ann.awaitPage("/web/transfers");
        try {
            ann.browser().reload();
            ann.await("the form again", () -> ann.letIn("POST").size() >= 2);
        } catch (IOException asked) {
            // Firefox asks the user first, and nobody answers it.
            assertThat(ann.engine().id()).as(asked.getMessage()).isEqualTo("firefox");
        }
        assertThat(ann.refusals()).isEmpty();
    }

    // ---- tabs

    @Test
    void payingInTwoTabsThatWereOpenAtOnce() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.open("/web/transfers/new");
        if (ann.hasTabs()) {
            ann.browser().openTab();
            ann.open("/web/transfers/new");
            ann.pay("bob", "1.00");
            ann.awaitPage("/web/account");
            ann.browser().switchTo(0);
        } else {
            ann.submitElsewhere("/web/transfers/new", "main form", "to: 'bob', amount: '1.00'");
        }
        ann.pay("bob", "2.00");
        ann.awaitPage("/web/account");
        ann.awaitBalance("ann", before - 300);
        assertThat(ann.refusals()).isEmpty();
    }

    /** The old page is ann's and the login is bob's now: the one thing that has to be refused. Then all is well again. */
    @Test
    void signingInAsSomebodyElseInAnotherTab() throws IOException {
        ann.signIn("ann");
        ann.open("/web/transfers/new");
        if (ann.hasTabs()) {
            ann.browser().openTab();
            ann.open("/web/login");
            ann.submitLogin("bob");
            ann.browser().switchTo(0);
        } else {
            ann.submitElsewhere("/web/login", "main form", "user: 'bob', password: 'bob'");
        }
        long bobs = ann.arena().balance("bob");
        ann.pay("mallory", "1.00");
        ann.await("a refusal", () -> !ann.refusals().isEmpty());
        assertThat(ann.refusals()).containsExactly("wrong-token");
        assertThat(ann.arena().balance("bob")).isEqualTo(bobs);

        ann.open("/web/transfers/new");
        ann.pay("ann", "1.00");
        ann.awaitPage("/web/account");
        ann.awaitBalance("bob", bobs - 100);
        assertThat(ann.refusals()).hasSize(1);
    }

    /** The session is over when the form is sent; after signing in again it goes on. */
    @Test
    void comingBackAfterTheSessionHasEnded() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.open("/web/transfers/new");
        if (ann.hasTabs()) {
            ann.browser().openTab();
            ann.open("/web/account");
            ann.browser().click("header form button");
            ann.awaitPage("/web/login");
            ann.browser().switchTo(0);
        } else {
            ann.submitElsewhere("/web/account", "header form", "");
        }
        ann.pay("bob", "1.00");
        ann.await(
                "an answer",
                () -> ann.decisions().stream()
                        .anyMatch(sighting -> sighting.path().equals("/web/transfers")
                                && sighting.method().equals("POST")));
        assertThat(ann.arena().balance("ann")).isEqualTo(before);

        ann.open("/web/login");
        ann.submitLogin("ann");
        int refused = ann.refusals().size();
        ann.open("/web/transfers/new");
        ann.pay("bob", "1.00");
        ann.awaitPage("/web/account");
        ann.awaitBalance("ann", before - 100);
        assertThat(ann.refusals()).hasSize(refused);
    }

    // ---- pages that say less of themselves

    /** Each engine sends Origin: null then. What the old WebKit sends is what an attacker can make it send. */
    @Test
    void payingFromAPageWithReferrerPolicyNoReferrer() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.open("/web/transfers/new?policy=no-referrer");
        ann.pay("bob", "1.00");
        if (ann.engine().sendsFetchMetadata()) {
            ann.awaitPage("/web/account");
            ann.awaitBalance("ann", before - 100);
            assertThat(ann.refusals()).isEmpty();
        } else {
            ann.await("a refusal", () -> !ann.refusals().isEmpty());
            assertThat(ann.refusals()).containsExactly("null-origin");
        }
    }

    @Test
    void payingWithAFormThatOpensANewTab() throws IOException {
        payWith("form.target = '_blank';");
    }

    @Test
    void payingWithAFormThatOpensANewTabAndTellsItNothing() throws IOException {
        payWith("form.target = '_blank'; form.setAttribute('rel', 'noopener noreferrer');");
    }

    private void payWith(String change) throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.open("/web/transfers/new");
        ann.browser().run("const form = document.querySelector('#to').form;" + change);
        ann.pay("bob", "1.00");
        if (ann.engine().id().equals("wpe")) {
            // This browser's shell opens the new tab without the form's body: nobody could see a token in it.
            ann.await(
                    "the request",
                    () -> ann.decisions().stream()
                            .anyMatch(sighting -> sighting.method().equals("POST")));
            assertThat(ann.refusals()).containsExactly("missing-token");
            return;
        }
        ann.awaitBalance("ann", before - 100);
        assertThat(ann.refusals()).isEmpty();
    }

    // ---- other channels

    @Test
    void listeningAndPayingOverAWebSocket() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        String told = ann.browser()
                .run("const socket = new WebSocket(location.origin.replace('http', 'ws') + '/web/live');"
                        + "return await new Promise((resolve, reject) => {"
                        + " socket.onopen = () => socket.send('transfer bob 0.25');"
                        + " socket.onerror = () => reject('closed');"
                        + " socket.onmessage = m => { const o = JSON.parse(m.data);"
                        + "  if ('amount' in o) { resolve(o.to + ' ' + o.amount); socket.close(); } }; });")
                .asText();
        assertThat(told).isEqualTo("bob 25");
        ann.awaitBalance("ann", before - 25);
        assertThat(ann.refusals()).isEmpty();
    }

    @Test
    void downloadingWhatAFormAsksFor() throws IOException {
        ann.signIn("ann");
        long before = ann.arena().balance("ann");
        ann.open("/web/transfers/new");
        ann.browser().run("document.querySelector('#to').form.action += '?download=1';");
        ann.pay("bob", "1.00");
        ann.awaitBalance("ann", before - 100);
        assertThat(ann.refusals()).isEmpty();
    }

    // ---- the operator

    /** A page that was rendered before the keys were changed is sent afterwards. */
    @Test
    void sendingAFormWhileTheKeysAreBeingRotated() throws IOException {
        String old = "old:" + "A".repeat(43);
        String young = "young:" + "E".repeat(43);
        Arena.Setting bank = Arena.Setting.of(https, SameSite.LAX).with("tallystick.session-binding", "none");
        ann.restart(bank.with("tallystick.keys", old));
        try {
            ann.signIn("ann");
            ann.open("/web/transfers/new");
            ann.restart(bank.with("tallystick.keys", young + ',' + old));
            ann.pay("bob", "1.00");
            // The bank's memory is gone and with it the login; the guard has let the form in.
            ann.awaitPage("/web/login");
            assertThat(ann.letIn("POST")).hasSize(1);
            assertThat(ann.refusals()).isEmpty();

            ann.submitLogin("ann");
            ann.open("/web/transfers/new");
            ann.restart(bank.with("tallystick.keys", young));
            ann.pay("bob", "1.00");
            ann.awaitPage("/web/login");
            assertThat(ann.refusals())
                    .as("a page of the new key, when the old one is gone")
                    .isEmpty();
        } finally {
            ann.restart(Arena.Setting.of(https, SameSite.LAX));
        }
    }
}
