package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.support.RequestDataValueProcessor;

/** Forms in Thymeleaf's templates. */
class HiddenFieldsTest {

    @Controller
    static class Pages {
        @GetMapping("/web/forms")
        String forms() {
            return "forms";
        }

        @PostMapping({"/web/echo", "/web/own/7"})
        @ResponseBody
        String echo() {
            return "echo";
        }

        @DeleteMapping("/web/own/7")
        @ResponseBody
        String delete() {
            return "deleted";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithPages {
        @Bean
        Pages pages() {
            return new Pages();
        }
    }

    /** As an application may have one, or another library. */
    static final class Theirs implements RequestDataValueProcessor {
        @Override
        public String processAction(HttpServletRequest request, String action, String method) {
            return action;
        }

        @Override
        public String processFormFieldValue(HttpServletRequest request, String name, String value, String type) {
            return value;
        }

        @Override
        public Map<String, String> getExtraHiddenFields(HttpServletRequest request) {
            return Map.of("theirs", "1");
        }

        @Override
        public String processUrl(HttpServletRequest request, String url) {
            return url;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithAnother extends WithPages {
        @Bean
        Theirs requestDataValueProcessor() {
            return new Theirs();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posting", "relative", "deleting", "with-query"})
    void aFormThatIsPostedHereHasOneFieldThatHolds(String form) {
        try (Site site = Site.start(WithPages.class, "tallystick.mounts=/web=csrf")) {
            String token = new Page(site.get("/web/forms").body()).form(form).value("_csrf");

            assertThat(site.post("/web/echo", "_csrf", token).body()).isEqualTo("echo");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "getting",
                "without-method",
                "deleting-in-html",
                "foreign",
                "foreign-without-scheme",
                "foreign-in-disguise"
            })
    void anyOtherFormHasNone(String form) {
        try (Site site = Site.start(WithPages.class, "tallystick.mounts=/web=csrf")) {
            assertThat(new Page(site.get("/web/forms").body()).form(form).values("_csrf"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/app"})
    void aFormToAPathThatDemandsATokenForItsActionHasOne(String root) {
        try (Site site = Site.start(
                WithPages.class,
                "tallystick.mounts=/web=csrf",
                "tallystick.require-action-token=/web/own/**",
                "spring.mvc.hiddenmethod.filter.enabled=true",
                "server.servlet.context-path=" + root)) {
            Page page = new Page(site.get(root + "/web/forms").body());
            String posting = page.form("own-token").value("_csrf");
            String deleting = page.form("own-token-deleting").value("_csrf");
            String plain = page.form("posting").value("_csrf");

            assertThat(site.post(root + "/web/own/7?a=1&b=2", "_csrf", posting).body())
                    .isEqualTo("echo");
            assertThat(site.post(root + "/web/own/7", "_method", "delete", "_csrf", deleting)
                            .body())
                    .isEqualTo("deleted");
            assertThat(site.post(root + "/web/own/7", "_csrf", deleting).body()).contains("wrong-token");
            assertThat(site.post(root + "/web/own/7", "_csrf", plain).body()).contains("wrong-token");
            assertThat(site.post(root + "/web/echo", "_csrf", posting).body()).contains("wrong-token");
            assertThat(site.post(root + "/web/echo", "_csrf", plain).body()).isEqualTo("echo");
        }
    }

    @ParameterizedTest
    @CsvSource({"posting, 1", "deleting, 1", "getting, 0", "foreign, 0"})
    void aProcessorThatIsThereKeepsItsFieldsAndOursIsThereOnce(String form, int ours) {
        try (Site site = Site.start(WithAnother.class, "tallystick.mounts=/web=csrf")) {
            Page shown = new Page(site.get("/web/forms").body()).form(form);

            assertThat(shown.values("_csrf")).hasSize(ours);
            assertThat(shown.value("theirs")).isEqualTo("1");
        }
    }

    @Test
    void outsideAGuardedRequestNothingIsAdded() {
        HiddenFields fields = HiddenFields.alone();
        MockHttpServletRequest request = new MockHttpServletRequest();

        assertThat(fields.processAction(request, "/web/echo", "post")).isEqualTo("/web/echo");
        assertThat(fields.getExtraHiddenFields(request)).isNullOrEmpty();
    }
}
