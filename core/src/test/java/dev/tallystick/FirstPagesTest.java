package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.http.SessionView;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two pages of one session that are opened at once, as a page with frames is, both ask for the session's first token. */
class FirstPagesTest {

    private final FakeServer server = FakeServer.of(CsrfProtection.builder(Keys.RING)
            .baseUrl(Browser.SITE)
            .secretInSession()
            .build());
    private final FakeSession session = FakeSession.of("s");

    @Test
    void ofTwoPagesAtOnceBothFormsWork() {
        Browser other = Browser.freshOn(server).session(session);
        String[] tokenOfOther = new String[1];
        // Between the look for a secret and the keeping of one, the other page is made as a whole.
        SessionView interrupted = new SessionView() {
            @Override
            public @Nullable String id() {
                if (tokenOfOther[0] == null) {
                    tokenOfOther[0] = other.token();
                }
                return session.id();
            }

            @Override
            public @Nullable Object attribute(String name) {
                return session.attribute(name);
            }

            @Override
            public void setAttribute(String name, Object value) {
                session.setAttribute(name, value);
            }
        };
        FakeRequest.Builder page = FakeRequest.get("/form").host("bank.example").session(interrupted);

        String token = server.begin(page, new FakeResponse()).value();

        assertThat(isLetIn(token)).isTrue();
        assertThat(isLetIn(tokenOfOther[0])).isTrue();
    }

    private boolean isLetIn(String token) {
        return server.decide(Browser.freshOn(server)
                        .session(session)
                        .post("/transfers")
                        .header("X-CSRF-Token", token))
                .isAllowed();
    }
}
