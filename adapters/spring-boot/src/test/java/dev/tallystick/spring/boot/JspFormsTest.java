package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.filter.HiddenHttpMethodFilter;
import org.springframework.web.servlet.view.InternalResourceView;

/** Spring's form tags in JSPs, compiled and run by Tomcat. */
class JspFormsTest {

    public static class Transfer {
        private String to = "bob";

        public String getTo() {
            return to;
        }

        public void setTo(String to) {
            this.to = to;
        }
    }

    @Controller
    static class Pages {
        @GetMapping("/web/forms")
        InternalResourceView forms(Model model) {
            model.addAttribute("transfer", new Transfer());
            return new InternalResourceView("/WEB-INF/jsp/forms.jsp");
        }

        @PostMapping({"/web/echo", "/web/own/7"})
        @ResponseBody
        String echo() {
            return "echo";
        }

        @DeleteMapping({"/web/echo", "/web/own/7"})
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

        @Bean
        HiddenHttpMethodFilter methods() {
            return new HiddenHttpMethodFilter();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithAnother extends WithPages {
        @Bean
        HiddenFieldsTest.Theirs requestDataValueProcessor() {
            return new HiddenFieldsTest.Theirs();
        }
    }

    private static Site site;
    private static Page page;

    @BeforeAll
    static void start() {
        site = Site.start(
                WithPages.class, "tallystick.mounts=/web=csrf", "tallystick.require-action-token=/web/own/**");
        page = new Page(site.get("/web/forms").body());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posting", "with-field", "of-this-page", "below-the-root", "deleting"})
    void aFormThatIsPostedHereHasOneFieldThatHolds(String form) {
        String token = page.form(form).value("_csrf");

        assertThat(site.post("/web/echo", "_csrf", token).body()).isEqualTo("echo");
        assertThat(site.forge("/web/echo", "_csrf", token).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"getting", "getting-with-field", "foreign", "foreign-in-disguise"})
    void anyOtherFormHasNone(String form) {
        assertThat(page.form(form).values("_csrf")).isEmpty();
    }

    @Test
    void aFormToAPathThatDemandsATokenForItsActionHasOne() {
        String posting = page.form("own-token").value("_csrf");
        String deleting = page.form("own-token-deleting").value("_csrf");

        assertThat(site.post("/web/own/7?a=1&b=2", "_csrf", posting).body()).isEqualTo("echo");
        assertThat(site.post("/web/own/7", "_method", "delete", "_csrf", deleting)
                        .body())
                .isEqualTo("deleted");
        assertThat(site.post("/web/own/7", "_method", "delete", "_csrf", posting)
                        .body())
                .contains("wrong-token");
        assertThat(site.post("/web/own/7", "_csrf", deleting).body()).contains("wrong-token");
        assertThat(site.post("/web/own/7", "_csrf", page.form("posting").value("_csrf"))
                        .body())
                .contains("wrong-token");
    }

    @ParameterizedTest
    @CsvSource({"posting, 1", "deleting, 1", "getting, 0", "foreign, 0"})
    void aProcessorThatIsThereKeepsItsFieldsAndOursIsThereOnce(String form, int ours) {
        try (Site other = Site.start(WithAnother.class, "tallystick.mounts=/web=csrf")) {
            Page shown = new Page(other.get("/web/forms").body()).form(form);

            assertThat(shown.values("_csrf")).hasSize(ours);
            assertThat(shown.value("theirs")).isEqualTo("1");
        }
    }
}
