package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tallystick.token.SessionBinding;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server without sessions is told at start where they are, or that none are needed; never at the first form. */
class NeedsSessionTest {

    private static final CsrfProtection BOUND = csrf(SessionBinding.session()).build();
    private static final CsrfProtection UNBOUND = csrf(SessionBinding.none()).build();

    private static CsrfProtection.Builder csrf(SessionBinding binding) {
        return CsrfProtection.builder().sessionBinding(binding);
    }

    static Stream<Arguments> protections() {
        return Stream.of(
                arguments("by default", CsrfProtection.builder().build(), true),
                arguments("bound to the server session", BOUND, true),
                arguments("bound to nothing", UNBOUND, false),
                arguments(
                        "bound to a cookie",
                        csrf(SessionBinding.cookie("LOGIN")).build(),
                        false),
                arguments(
                        "bound by a function",
                        csrf(SessionBinding.function(request -> null)).build(),
                        false),
                arguments(
                        "with the secret in the session",
                        csrf(SessionBinding.none()).secretInSession().build(),
                        true),
                arguments("no protection", Protection.none(), false),
                arguments("deny all", Protection.denyAll(), false),
                arguments("beside a JWT", Protection.bearerOr(Protection.denyAll(), BOUND), true),
                arguments("beside a JWT, unbound", Protection.bearerOr(Protection.denyAll(), UNBOUND), false),
                arguments("on one of the mounts", router(BOUND, Protection.none()), true),
                arguments("on all other paths", router(Protection.denyAll(), BOUND), true),
                arguments("on no mount", router(UNBOUND, Protection.denyAll()), false),
                arguments("in a router within a router", router(router(BOUND, UNBOUND), UNBOUND), true));
    }

    private static Router router(Protection mounted, Protection otherwise) {
        return Router.builder().mount("/web", mounted).otherwise(otherwise).build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protections")
    void sessionsAreNeededWhereAnythingBelowNeedsThem(String name, Protection protection, boolean needed) {
        assertThat(protection.needsSession()).isEqualTo(needed);
        assertThat(Guard.builder(protection).build().needsSession()).isEqualTo(needed);
    }
}
