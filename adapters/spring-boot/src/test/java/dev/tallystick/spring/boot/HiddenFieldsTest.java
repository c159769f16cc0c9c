package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.support.RequestDataValueProcessor;

class HiddenFieldsTest {

    @Controller
    static class Pages {
        @GetMapping("/web/forms")
        String forms() {
            return "forms";
        }

        @PostMapping("/web/echo")
        @ResponseBody
        String echo() {
            return "echo";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithPages {
        @Bean
        Pages pages() {
            return new Pages();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithAnother extends WithPages {
        /** As an application may have one, or another library. */
        @Bean
        RequestDataValueProcessor requestDataValueProcessor() {
            return new RequestDataValueProcessor() {
                @Override
                public String processAction(HttpServletRequest request, String action, String method) {
                    return action;
                }

                @Override
                public String processFormFieldValue(
                        HttpServletRequest request, String name, String value, String type) {
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
            };
        }
    }

    @Test
    void everyFormThatChangesSomethingHereHasOneFieldAndNoOtherHasAny() {
        try (Site site = Site.start(WithPages.class, "tallystick.mounts=/web=csrf")) {
            String page = site.get("/web/forms").body();

            assertThat(fields(form(page, "posting"))).isEqualTo(1);
            assertThat(fields(form(page, "relative"))).isEqualTo(1);
            assertThat(fields(form(page, "deleting"))).isEqualTo(1);
            assertThat(fields(form(page, "getting"))).isZero();
            assertThat(fields(form(page, "without-method"))).isZero();
            assertThat(fields(form(page, "foreign"))).isZero();
            assertThat(fields(form(page, "foreign-without-scheme"))).isZero();
            assertThat(site.post("/web/echo", "_csrf", value(form(page, "posting")))
                            .body())
                    .isEqualTo("echo");
        }
    }

    @Test
    void aProcessorThatIsThereKeepsItsFields() {
        try (Site site = Site.start(WithAnother.class, "tallystick.mounts=/web=csrf")) {
            String page = site.get("/web/forms").body();

            assertThat(fields(form(page, "posting"))).isEqualTo(1);
            assertThat(form(page, "posting")).contains("name=\"theirs\"");
            assertThat(fields(form(page, "foreign"))).isZero();
            assertThat(form(page, "foreign")).contains("name=\"theirs\"");
        }
    }

    @Test
    void outsideAGuardedRequestNothingIsAdded() {
        assertThat(HiddenFields.alone().getExtraHiddenFields(new MockHttpServletRequest()))
                .isNullOrEmpty();
    }

    private static String form(String page, String id) {
        int start = page.indexOf("id=\"" + id + "\"");
        assertThat(start).as(id).isPositive();
        return page.substring(page.lastIndexOf("<form", start), page.indexOf("</form>", start));
    }

    private static long fields(String form) {
        return Pattern.compile("name=\"_csrf\"").matcher(form).results().count();
    }

    private static String value(String form) {
        int start = form.indexOf("value=\"", form.indexOf("name=\"_csrf\"")) + "value=\"".length();
        return form.substring(start, form.indexOf('"', start));
    }
}
