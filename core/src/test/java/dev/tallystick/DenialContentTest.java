package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.FakeRequest;
import org.junit.jupiter.api.Test;

class DenialContentTest {

    private static Denial denial(DenialHandler handler) {
        FakeRequest request = FakeRequest.get("/").build();
        Decision denied = (Decision) Protection.denyAll().check(request);
        return Guard.builder(Protection.denyAll())
                .denialHandler(handler)
                .build()
                .denial(request, denied);
    }

    @Test
    void guardsItsOwnPageByAContentSecurityPolicyAlsoWhenAHandlerHandsItBackAsACopy() {
        assertThat(denial((request, decision, standard) -> new Denial.Content(
                                standard.contentType(),
                                new String(standard.body().toCharArray())))
                        .headers())
                .containsKey("Content-Security-Policy");
        assertThat(denial((request, decision, standard) -> new Denial.Content("text/plain", "No."))
                        .headers())
                .doesNotContainKey("Content-Security-Policy")
                .containsEntry("Cache-Control", "no-store");
    }
}
