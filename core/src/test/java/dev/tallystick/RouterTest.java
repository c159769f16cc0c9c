package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which mount a path belongs to; which paths there are stands in {@code paths.table}. */
class RouterTest {

    private static final Protection ALLOWING = request -> Decision.allow(Rule.UNPROTECTED, Evidence.NONE);

    @ParameterizedTest
    @CsvSource({
        "/web, /web",
        "/web/, /web",
        "/web/x, /web",
        "/web/x/y/z, /web",
        "/web/admin, /web/admin",
        "/web/admin/, /web/admin",
        "/web/admin/x, /web/admin",
        "/web/administration, /web",
        "/web/Admin, /web",
        "/web/x/admin, /web",
        "/%77eb/admin, /web/admin",
        "/a/b/c, /a/b/c",
        "/a/b/c/d, /a/b/c",
        "/a/b, ''",
        "/webhook, ''",
        "/WEB, ''",
        "/we, ''",
        "/w, ''",
        "/, ''",
        "/x/web, ''",
        "/b%C3%BCro/x, /büro",
        "/with%20space, /with space",
    })
    void coversWholeSegmentsCaseSensitivelyAndTheLongestPrefixWins(String path, String mount) {
        Router router = Router.builder()
                .mount("/web", ALLOWING)
                .mount("/web/admin", ALLOWING)
                .mount("/a/b/c", ALLOWING)
                .mount("/büro", ALLOWING)
                .mount("/with space", ALLOWING)
                .otherwise(Protection.denyAll())
                .build();

        assertThat(router.mountOf(FakeRequest.get(path).build())).isEqualTo(mount);
        assertThat(((Decision) router.check(FakeRequest.get(path).build())).isAllowed())
                .isEqualTo(!mount.isEmpty());
    }

    @Test
    void agreesWithANaiveSearchAmongTenThousandMounts() {
        Random random = new Random(17);
        List<String> prefixes = new ArrayList<>();
        Router.Builder builder = Router.builder();
        while (prefixes.size() < 10_000) {
            String prefix = path(random, 1 + random.nextInt(4));
            if (!prefixes.contains(prefix)) {
                prefixes.add(prefix);
                builder.mount(prefix, ALLOWING);
            }
        }
        Router router = builder.otherwise(Protection.denyAll()).build();

        for (int i = 0; i < 3000; i++) {
            String path = path(random, 1 + random.nextInt(6)) + (random.nextBoolean() ? "/" : "");
            String longest = "";
            for (String prefix : prefixes) {
                boolean covers = path.equals(prefix) || path.startsWith(prefix + "/");
                longest = covers && prefix.length() > longest.length() ? prefix : longest;
            }
            assertThat(router.mountOf(FakeRequest.get(path).build())).as(path).isEqualTo(longest);
        }
    }

    /** Short segments of few letters, Aa and BB among them, whose hash codes are the same. */
    private static String path(Random random, int segments) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < segments; i++) {
            path.append('/');
            switch (random.nextInt(4)) {
                case 0 -> path.append("Aa");
                case 1 -> path.append("BB");
                default -> path.append((char) ('a' + random.nextInt(6))).append(random.nextInt(8));
            }
        }
        return path.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "web",
                "/web/",
                "//web",
                "/web//x",
                "/web/*",
                "/web/**",
                "/w%65b",
                "/web;a",
                "/web?a",
                "/web#a",
                "/web/.",
                "/web/../x",
                "/web\\x",
                "/web\n",
                "/web\u0085",
                "/web\u007f",
                "*",
            })
    void refusesAMountThatNoPathCouldMatch(String prefix) {
        assertThatThrownBy(() -> Router.builder().mount(prefix, ALLOWING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mount '" + prefix + "' must begin with / and be a plain path without trailing slash,"
                        + " wildcard, encoding or query, for instance /web");
    }

    @Test
    void refusesASecondProtectionForOnePrefix() {
        Router.Builder builder = Router.builder().mount("/web", ALLOWING);

        assertThatThrownBy(() -> builder.mount("/web", Protection.denyAll()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mount '/web' stands twice: one prefix has one protection; see Protection.bearerOr");
    }

    @Test
    void isAmbiguousWhenTheServerWouldChooseAnotherView() {
        List<String> asked = new ArrayList<>();
        Router router =
                Router.builder().mount("/web", ALLOWING).otherwise(ALLOWING).build();
        FakeRequest request = FakeRequest.get("/web/%65cho")
                .dispatchesTo(path -> {
                    asked.add(path);
                    return false;
                })
                .build();

        assertThat(((Decision) router.check(request)).reason()).isEqualTo(Reason.AMBIGUOUS_PATH);
        assertThat(router.mountOf(request)).isNull();
        assertThat(asked).as("asked with the path decoded").containsOnly("/web/echo");
    }

    @Test
    void deniesAllThatNoMountCovers() {
        Router router = Router.builder()
                .mount("/web", ALLOWING)
                .otherwise(Protection.denyAll())
                .build();

        Decision decision =
                (Decision) router.check(FakeRequest.get("/elsewhere").build());

        assertThat(decision.reason()).isEqualTo(Reason.NO_PROTECTION);
        assertThat(decision.rule()).isEqualTo(Rule.NO_PROTECTION);
    }

    @Test
    void aRouterCanBeMountedInARouter() {
        Router inner = Router.builder()
                .mount("/web/a", ALLOWING)
                .otherwise(Protection.denyAll())
                .build();
        Router outer = Router.builder()
                .mount("/web", inner)
                .otherwise(Protection.denyAll())
                .build();

        assertThat(((Decision) outer.check(FakeRequest.get("/web/a/x").build())).isAllowed())
                .isTrue();
        assertThat(((Decision) outer.check(FakeRequest.get("/web/b").build())).isAllowed())
                .isFalse();
    }

    @Test
    void theViewsOfAMountRenderTokensOfItsOwnProtection() {
        Router router = Router.builder()
                .mount("/a", named("a_csrf"))
                .mount("/b", named("b_csrf"))
                .mount("/open", Protection.none())
                .mount("/jwt", new Jwt())
                .mount(
                        "/inner",
                        Router.builder()
                                .mount("/inner/c", named("c_csrf"))
                                .otherwise(Protection.none())
                                .build())
                .otherwise(Protection.none())
                .build();
        FakeServer server = FakeServer.of(router);

        assertThat(parameterName(server, "/a")).isEqualTo("a_csrf");
        assertThat(parameterName(server, "/b/x")).isEqualTo("b_csrf");
        assertThat(parameterName(server, "/open")).as("the first mounted").isEqualTo("a_csrf");
        assertThat(parameterName(server, "/")).isEqualTo("a_csrf");
        assertThat(parameterName(server, "/inner/c")).isEqualTo("c_csrf");
        assertThat(parameterName(server, "/inner/d"))
                .as("the inner router's first")
                .isEqualTo("c_csrf");
        FakeRequest jwt = FakeRequest.get("/jwt").build();
        assertThat(server.guard().begin(jwt, new FakeResponse(), server.decide(jwt)))
                .as("none")
                .isNull();
    }

    @Test
    void anUnprotectedMountRendersTokensAlsoWhereNoCsrfProtectionIsMounted() {
        Router.Builder router =
                Router.builder().tokensOfUnprotected(named("spare")).mount("/open", Protection.none());

        FakeServer without =
                FakeServer.of(router.otherwise(Protection.denyAll()).build());
        assertThat(parameterName(without, "/open")).isEqualTo("spare");

        router.mount("/web", named("mounted"));
        FakeServer with = FakeServer.of(router.otherwise(Protection.denyAll()).build());
        assertThat(parameterName(with, "/open")).isEqualTo("mounted");
    }

    private static String parameterName(FakeServer server, String path) {
        return server.begin(FakeRequest.get(path), new FakeResponse()).parameterName();
    }

    private static CsrfProtection named(String parameterName) {
        return CsrfProtection.builder(Keys.RING).parameterName(parameterName).build();
    }

    private static final class Jwt implements Protection {
        @Override
        public Outcome check(RequestView request) {
            return Decision.allow(Rule.JWT, () -> "ann");
        }
    }
}
