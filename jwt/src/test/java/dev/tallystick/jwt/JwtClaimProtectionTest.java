package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Rule;
import dev.tallystick.origin.Evidence;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JwtClaimProtectionTest {

    private static final JWKSet KEYS = Issuer.keysOf(Issuer.RSA, Issuer.EC, Issuer.ED);
    private static final Protection PHONES = phones().build();

    private static JwtClaimProtection.Builder phones() {
        return JwtClaimProtection.builder()
                .issuer(Issuer.NAME)
                .audience(Issuer.AUDIENCE)
                .jwks(KEYS)
                .require("mobile", true)
                .clock(new TestClock());
    }

    static List<Issuer> issuers() {
        return List.of(Issuer.RSA, Issuer.EC, Issuer.ED);
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void letsATokenOfTheIssuerInAsItsSubject(Issuer issuer) {
        Decision decision = decide(PHONES, issuer.token());
        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.rule()).isEqualTo(Rule.JWT);
        assertThat(decision.evidence()).isEqualTo(Evidence.NONE);
        assertThat(decision.principal()).isInstanceOf(JwtPrincipal.class);
        assertThat(decision.principal().getName()).isEqualTo("ann");
    }

    private static Decision decide(Protection protection, String token) {
        return Decisions.of(protection, TestRequest.bearing(token));
    }
}
