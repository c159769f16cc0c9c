package dev.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands for the login session under a token's tag. */
class SessionBindingTest {

    @ParameterizedTest
    @CsvSource({
        "4711, 4711",
        "4711.node1, 4711",
        "47.11.node1, 47.11",
        "4711., 4711",
        // Without the suffix, nothing would be left
        ".4711, .4711",
    })
    void theServersSessionIsKnownByItsIdWithoutTheRoute(String id, String bound) {
        FakeRequest request = FakeRequest.get("/").session(FakeSession.of(id)).build();
        request.lookUpSession();

        assertThat(SessionBinding.session().of(request)).isEqualTo(bound);
    }

    @Test
    void withoutASessionNothingStandsForIt() {
        FakeRequest request = FakeRequest.get("/")
                .session(FakeSession.none())
                .cookie("other=a")
                .build();
        request.lookUpSession();

        assertThat(SessionBinding.session().of(request)).isNull();
        assertThat(SessionBinding.session().of(FakeRequest.get("/").build())).isNull();
        assertThat(SessionBinding.cookie("login").of(request)).isNull();
        assertThat(SessionBinding.function(r -> null).of(request)).isNull();
        assertThat(SessionBinding.none().of(request)).isNull();
    }

    @Test
    void oneCookieBindsByItsValue() {
        assertThat(byCookies("login=a")).isEqualTo("a");
        assertThat(byCookies("login=")).isEmpty();
    }

    @Test
    void aCookiePlantedBesideTheLoginsNeverStandsForItAlone() {
        assertThat(byCookies("login=a; login=b"))
                .isNotEqualTo(byCookies("login=a"))
                .isNotEqualTo(byCookies("login=b"))
                .isNotEqualTo(byCookies("login=b; login=a"))
                .isNotEqualTo(byCookies("login=a; login=b; login=b"))
                .isEqualTo(byCookies("login=a; other=x; login=b"));
    }

    @Test
    void isNamedAsTheConfigurationNamesIt() {
        assertThat(SessionBinding.session()).hasToString("session");
        assertThat(SessionBinding.cookie("login")).hasToString("cookie:login");
        assertThat(SessionBinding.none()).hasToString("none");
    }

    private static @Nullable String byCookies(String line) {
        return SessionBinding.cookie("login")
                .of(FakeRequest.get("/").cookie(line).build());
    }
}
