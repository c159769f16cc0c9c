package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import java.net.URI;
import java.security.Principal;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The field as templates ask for it: by attributes, which mean the same in every engine. */
class FieldAttributesTest {

    private final FakeServer server = FakeServer.of(CsrfProtection.builder(Keys.RING)
            .baseUrl(Browser.SITE)
            .requireActionToken("/pay/**")
            .build());
    private final Browser browser = Browser.on(server);
    private final FakeResponse response = new FakeResponse();
    private final Map<String, CsrfToken> page = Map.of("_csrf", server.begin(FakeRequest.get("/web/page"), response));

    @Test
    void withoutAttributesItIsThePlainField() {
        assertThat(field(Map.of())).startsWith("<input type=\"hidden\" name=\"_csrf\" value=\"");
        assertThat(response.headers("Set-Cookie")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "to, /web/echo, true",
        "to, https://bank.example/web, true",
        "to, '', true",
        "to, https://evil.example/, false",
        "action, /pay/1, true",
        "action, https://evil.example/pay, false",
        "method, POST, true",
        "method, get, false",
        "method, dialog, false",
        "method, '', false",
    })
    void anAttributeSaysWhetherThereIsOne(String name, String value, boolean there) {
        assertThat(field(Map.of(name, value)).isEmpty()).isNotEqualTo(there);
        assertThat(response.headers("Set-Cookie").isEmpty()).isNotEqualTo(there);
    }

    @Test
    void aValueThatIsNoStringCountsAsItReads() {
        assertThat(field(Map.of("to", URI.create("https://bank.example/web")))).isNotEmpty();
        assertThat(field(Map.of("to", URI.create("https://evil.example/web")))).isEmpty();
    }

    @Test
    void anAttributeWithoutAValueIsAnEmptyOneAsInHtml() {
        assertThat(field(Collections.singletonMap("to", null))).isNotEmpty();
        assertThat(field(Collections.singletonMap("method", null))).isEmpty();
    }

    @Test
    void aBoundFieldHoldsForItsActionAndWhatOverridesItsMethod() {
        assertThat(accepts("/pay/1", null, Map.of("action", "/pay/1"))).isTrue();
        assertThat(accepts("/pay/2", null, Map.of("action", "/pay/1"))).isFalse();
        assertThat(accepts("/pay/1", null, Map.of("to", "/pay/1"))).isFalse();
        assertThat(accepts("/pay/1", "DELETE", Map.of("action", "/pay/1"))).isFalse();
        assertThat(accepts("/pay/1", "DELETE", Map.of("action", "/pay/1", "override", "DELETE")))
                .isTrue();
    }

    @Test
    void attributesThatMakeNoSenseSayWhatToWrite() {
        assertThatThrownBy(() -> field(Map.of("acton", "/pay/1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no attribute \"acton\": write to, action, override or method");
        assertThatThrownBy(() -> field(Map.of("to", "/pay/1", "action", "/pay/1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both to and action");
        assertThatThrownBy(() -> field(Map.of("override", "DELETE")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no action");
        assertThatThrownBy(() -> field(Map.of("action", "relative"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(response.all()).isEmpty();
    }

    @Test
    void behindAJwtThereIsNoneAndWithoutAFilterAnError() {
        Principal phone = () -> "ann";
        Map<String, Object> jwt = Map.of("dev.tallystick.decision", Decision.allow(Rule.JWT, phone));

        assertThat(CsrfToken.field(jwt::get, Map.of("action", "/pay/1"))).isEmpty();
        assertThatThrownBy(() -> CsrfToken.field(name -> null, Map.of())).isInstanceOf(IllegalStateException.class);
    }

    private boolean accepts(String path, @Nullable String override, Map<String, String> attributes) {
        CsrfToken token = browser.open("/web/page");
        String field = CsrfToken.field(Map.of("_csrf", token)::get, attributes);
        String value = field.substring(field.indexOf("value=\"") + "value=\"".length(), field.lastIndexOf('"'));
        return server.decide(browser.post(path)
                        .query(override == null ? null : "_method=" + override)
                        .header("X-CSRF-Token", value))
                .isAllowed();
    }

    private String field(Map<String, ?> attributes) {
        return CsrfToken.field(page::get, attributes);
    }
}
