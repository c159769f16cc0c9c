package dev.tallystick.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a server that says no more than it must is taken to say. */
class RequestViewTest {

    private final RequestView least = new Least();

    @Test
    void itsRootIsTheServers() {
        assertThat(least.contextPath()).isEmpty();
    }

    @Test
    void itsTargetNamesNoAuthorityBesideHost() {
        assertThat(least.targetAuthority()).isNull();
    }

    @Test
    void itDispatchesByTheDecodedPath() {
        assertThat(least.dispatchesTo("/any")).isTrue();
    }

    @Test
    void itExemptsNoHandlerAndKnowsNoExtendedConnect() {
        assertThat(least.isHandlerExempt()).isFalse();
        assertThat(least.isExtendedConnect()).isFalse();
    }

    @Test
    void whereThereIsNoSessionNoneIsReadAndNothingIsKept() {
        assertThat(SessionView.NONE.id()).isNull();
        assertThat(SessionView.NONE.attribute("any")).isNull();
        assertThatThrownBy(() -> SessionView.NONE.setAttribute("any", "value"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("secret-store=cookie");
    }

    private static final class Least implements RequestView {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public @Nullable String query() {
            return null;
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public @Nullable String peerAddress() {
            return null;
        }

        @Override
        public @Nullable String serverAuthority() {
            return null;
        }

        @Override
        public Enumeration<String> headers(String name) {
            return Collections.emptyEnumeration();
        }

        @Override
        public @Nullable FormFields form() {
            return null;
        }

        @Override
        public @Nullable SessionView session() {
            return null;
        }
    }
}
