package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't work is refused at the start, and says what to do. */
class BuilderTest {

    @jakarta.ws.rs.Path("peer")
    public static final class Peers {

        @GET
        public String get(@Context ContainerRequestContext context) {
            assertThatThrownBy(() -> TallystickFeature.token(context))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("register it");
            return "asked";
        }

        @POST
        public String post() {
            return "posted";
        }
    }

    @Test
    void whereTheSessionIsMustBeSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TallystickFeature.builder(Protections.boundCsrf().build())
                                .build())
                .withMessageContaining("TallystickFeature.Builder.sessions")
                .withMessageContaining("SessionBinding.cookie(NAME)");
    }

    @Test
    void anUploadNeedsALimitAndADirectory(@TempDir Path directory) {
        TallystickFeature.Builder builder =
                TallystickFeature.builder(Protections.csrf().build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxUploadBytes(0).build())
                .withMessageContaining("maxUploadBytes 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxUploadBytes(1)
                        .uploadDirectory(directory.resolve("none"))
                        .build())
                .withMessageContaining("uploadDirectory");
    }

    @Test
    void whoAsksWithoutTheFeatureIsToldToRegisterIt() throws IOException {
        try (TestSite unguarded = TestSite.of(new ResourceConfig(Peers.class))) {
            assertThat(unguarded.get("/peer").body()).isEqualTo("asked");
        }
    }

    @Test
    void forwardedHeadersCountWhereThePeerIsKnownAndTrusted() throws IOException {
        for (String peer : new String[] {"10.0.0.1", "10.0.0.2", null}) {
            TallystickFeature feature = TallystickFeature.builder(Protections.csrf()
                            .trustedProxies(TrustedProxies.of(List.of("10.0.0.1")))
                            .build())
                    .peerAddress(context -> peer)
                    .build();
            try (TestSite site = TestSite.guardedBy(feature, Peers.class)) {
                WireReply response = site.send(site.request("POST", "/peer")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Host", "bank.example")
                        .header("Origin", "https://bank.example"));

                assertThat(response.reason())
                        .isEqualTo("10.0.0.1".equals(peer) ? "missing-secret" : "untrusted-origin");
            }
        }
    }

    @Test
    void oneFeatureServesTwoApplications() throws IOException {
        TallystickFeature feature =
                TallystickFeature.builder(Protections.csrf().build()).build();
        try (TestSite one = TestSite.guardedBy(feature, Peers.class);
                TestSite other = TestSite.guardedBy(feature, Peers.class)) {
            for (TestSite site : new TestSite[] {one, other}) {
                Visitor visitor = new Visitor(site.port());
                String token = visitor.token("/token");

                assertThat(visitor.send(visitor.request("POST", "/peer").form("_csrf=" + token))
                                .body())
                        .isEqualTo("posted");
            }
        }
    }
}
