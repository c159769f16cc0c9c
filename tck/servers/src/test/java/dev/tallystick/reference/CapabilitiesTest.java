package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.Capability;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That an adapter has the capabilities that it says, and no others: what the other tests expect rests on them. */
class CapabilitiesTest extends OnEveryAdapter {

    /** How a request ends whose forwarded headers the server was to read and doesn't: what it is meant for isn't known. */
    static final Set<String> NOT_READ = Set.of("403 untrusted-origin", "403 bad-host");

    @ParameterizedTest
    @EnumSource
    void anAdapterHasWhatItSaysAndNothingElse(Capability capability) {
        Reply reply = probe(capability);

        assertThat(reply.outcome()).isIn(can(capability) ? Set.of(there(capability)) : missing(capability));
    }

    private Reply probe(Capability capability) {
        return switch (capability) {
            case WEBSOCKET -> client().send(SocketTest.handshake("/open/socket"));
            case ANNOTATIONS -> client().post("/web/annotated/echo", "");
            case PATH_PARAMETERS -> client("allow-path-parameters=true").get("/open/echo;x=1");
            case FORWARDED_BY_SERVER ->
                client("mode=origin-only", "trusted-proxies=server")
                        .send(Call.post("/web/echo")
                                .with("X-Forwarded-Proto", "https")
                                .with("X-Forwarded-Host", "bank.example")
                                .with("Origin", "https://bank.example"));
        };
    }

    private static String there(Capability capability) {
        return capability == Capability.WEBSOCKET ? "101" : "200";
    }

    private static Set<String> missing(Capability capability) {
        return switch (capability) {
            case WEBSOCKET -> Set.of("404");
            case ANNOTATIONS -> Set.of("403 missing-secret");
            case PATH_PARAMETERS -> Set.of("400 ambiguous-path");
            case FORWARDED_BY_SERVER -> NOT_READ;
        };
    }
}
