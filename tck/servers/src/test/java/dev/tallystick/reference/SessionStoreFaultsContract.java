package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store of sessions that fails, or has forgotten everybody: nobody is let in for it, and it needs no restart afterwards. */
abstract class SessionStoreFaultsContract {

    /** How the store is. */
    enum Store {
        WELL,
        THROWS,
        HAS_NOTHING
    }

    /** The reference application on this server, its sessions kept by a store that is as this says. */
    abstract RunningServer start(Setup setup, Supplier<Store> store) throws Exception;

    /** Returns when the server no longer holds sessions of its own accord, for which it would need no store. */
    void awaitRest() throws InterruptedException {}

    @ParameterizedTest
    @CsvSource({
        // Where the secret is kept, and what becomes of the store; either way the token is bound to the session.
        "session, THROWS",
        "session, HAS_NOTHING",
        "cookie, THROWS",
        "cookie, HAS_NOTHING"
    })
    void aTokenThatCantBeCheckedIsRefusedAndHoldsAgainWhenTheStoreIsWell(String secretStore, Store fault)
            throws Exception {
        AtomicReference<Store> store = new AtomicReference<>(Store.WELL);
        CommandLine command = CommandLine.of(
                "--adapter", OnEveryAdapter.ADAPTER.name(), "-p", "tallystick.secret-store=" + secretStore);
        try (RunningServer server = start(Setup.of(command.properties()), store::get);
                Journal journal = Journal.open()) {
            Client ann = new Client(server.port()).login("/web", "ann");
            String token = ann.token("/web");
            String cookies = ann.cookieHeader();

            awaitRest();
            store.set(fault);
            journal.clear();
            Reply refused = ann.send(pay(token, cookies));
            assertThat(refused.status()).as(refused.toString()).isIn(403, 500, 503);
            assertThat(refused.body()).doesNotContain("\"user\"").doesNotContain(token);
            assertThat(journal.ours()).hasSizeLessThanOrEqualTo(1);
            assertThat(journal.ours())
                    .noneMatch(line -> line.contains(token) || line.contains(ann.cookie("JSESSIONID")));

            store.set(Store.WELL);
            assertThat(ann.send(pay(token, cookies)).outcome()).isEqualTo("200");
        }
    }

    private static Call pay(String token, String cookies) {
        return Call.post("/web/echo").form("field=x&_csrf=" + token).with("Cookie", cookies);
    }
}
