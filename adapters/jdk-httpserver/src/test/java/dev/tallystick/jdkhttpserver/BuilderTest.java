package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.Filter;
import dev.tallystick.Need;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.http.SessionView;
import dev.tallystick.tck.wire.WireConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't work fails at start, and says what to write instead. */
class BuilderTest {

    @Test
    void theFilterIsTheServersOwnType() {
        Filter filter = TallystickFilter.builder(Protections.csrf().build()).build();

        assertThat(filter.description()).contains("Tallystick");
    }

    @Test
    void sessionsThatAreNeededMustBeSomewhere() {
        Protection nested = Router.builder()
                .mount("/web", Protections.boundCsrf().build())
                .otherwise(Protection.denyAll())
                .build();

        assertThatThrownBy(() -> TallystickFilter.builder(nested).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this server has no sessions")
                .hasMessageContaining("TallystickFilter.Builder.sessions")
                .hasMessageContaining("SessionBinding.cookie(NAME)");
        assertThat(TallystickFilter.builder(nested)
                        .sessions(exchange -> SessionView.NONE)
                        .build())
                .isNotNull();
        assertThat(TallystickFilter.builder(Protections.jwt()).build()).isNotNull();
    }

    @Test
    void anUploadNeedsRoom(@TempDir Path directory) {
        TallystickFilter.Builder builder = TallystickFilter.builder(Protection.none());

        assertThatThrownBy(() -> builder.maxUploadBytes(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxUploadBytes 0");
        assertThatThrownBy(() -> builder.maxUploadBytes(1)
                        .uploadDirectory(directory.resolve("none"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no directory");
    }

    @Test
    void anAuthenticatorOfTheContextIsRefusedAndTheLogSaysWhereItBelongs() throws IOException {
        AtomicBoolean reached = new AtomicBoolean();
        TallystickFilter filter =
                TallystickFilter.builder(Protections.csrf().build()).build();
        try (TestSite site = new TestSite();
                LogRecords log = new LogRecords();
                WireConnection connection = connect(site, filter, reached)) {
            connection.send(site.request("GET", "/").octets());

            assertThat(connection.closesSilently()).isTrue();
            assertThat(log.messages(Level.SEVERE))
                    .singleElement()
                    .asString()
                    .contains("TallystickFilter.Builder.authenticator");
        }
        assertThat(reached).isFalse();
    }

    private static WireConnection connect(TestSite site, TallystickFilter filter, AtomicBoolean reached)
            throws IOException {
        var context = site.server().createContext("/", exchange -> reached.set(true));
        context.getFilters().add(filter);
        context.setAuthenticator(new BasicAuthenticator("bank") {
            @Override
            public boolean checkCredentials(String name, String password) {
                return true;
            }
        });
        return WireConnection.open(site.port());
    }

    @Test
    void aProtectionThatNeverDecidesReachesNoHandler() throws IOException {
        AtomicBoolean reached = new AtomicBoolean();
        TallystickFilter filter =
                TallystickFilter.builder(request -> new Need.Work(() -> {})).build();
        try (TestSite site = new TestSite().guarded("/", filter, exchange -> reached.set(true));
                LogRecords log = new LogRecords();
                WireConnection connection = WireConnection.open(site.port())) {
            connection.send(site.request("GET", "/").octets());

            assertThat(connection.closesSilently()).isTrue();
            assertThat(log.messages(Level.SEVERE)).singleElement().asString().contains("never decided");
        }
        assertThat(reached).isFalse();
    }

    @Test
    void workIsDoneInPlaceBeforeTheDecision() throws IOException {
        AtomicBoolean done = new AtomicBoolean();
        Protection working =
                request -> done.get() ? Protection.none().check(request) : new Need.Work(() -> done.set(true));
        try (TestSite site = new TestSite()
                .guarded("/", TallystickFilter.builder(working).build(), exchange -> TestSite.print(exchange, "ok"))) {
            assertThat(site.get("/").body()).isEqualTo("ok");
            assertThat(done).isTrue();
        }
    }
}
