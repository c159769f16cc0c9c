package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfExempt;
import dev.tallystick.CsrfToken;
import dev.tallystick.DecisionListener;
import dev.tallystick.Reason;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.HiddenHttpMethodFilter;

class ExemptHandlersTest {

    @RequestMapping(path = "/web/composed", method = RequestMethod.POST)
    @CsrfExempt
    @Retention(RetentionPolicy.RUNTIME)
    @interface Callback {}

    @RestController
    static class Controller {
        @CsrfExempt
        @PostMapping({"/web/exempt", "/jwt/exempt", "/shut/exempt", "/web/other-servlet"})
        String exempt(@RequestParam(defaultValue = "") String field) {
            return "exempt " + field;
        }

        @CsrfExempt
        @PostMapping("/web/body")
        String body(@RequestBody String body) {
            return body;
        }

        @CsrfExempt
        @PostMapping("/web/by-field")
        String byField() {
            return "by field";
        }

        @DeleteMapping("/web/exempt")
        String delete() {
            return "deleted";
        }

        @PostMapping(path = "/web/by-field", params = "danger")
        String danger() {
            return "danger";
        }

        @PostMapping("/web/plain")
        String plain() {
            return "plain";
        }

        @GetMapping("/web/token")
        String token(CsrfToken token) {
            return token.value();
        }

        @Callback
        String composed() {
            return "composed";
        }
    }

    @CsrfExempt
    @RestController
    static class ExemptController {
        @PostMapping("/web/of-class")
        String ofClass() {
            return "of class";
        }
    }

    static class Inheriting extends ExemptController {
        @Override
        @PostMapping("/web/inheriting")
        String ofClass() {
            return "inheriting";
        }
    }

    static final class OtherServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("another servlet");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        Controller controller() {
            return new Controller();
        }

        @Bean
        ExemptController exemptController() {
            return new ExemptController();
        }

        @Bean
        Inheriting inheriting() {
            return new Inheriting();
        }

        @Bean
        DecisionListener listener() {
            return event -> {
                Reason reason = event.decision().reason();
                REPORTS.add(event.path() + " " + event.decision().rule().code()
                        + (reason == null ? "" : " " + reason.code()));
            };
        }

        @Bean
        HiddenHttpMethodFilter methods() {
            return new HiddenHttpMethodFilter();
        }

        @Bean
        ServletRegistrationBean<OtherServlet> other() {
            return new ServletRegistrationBean<>(new OtherServlet(), "/web/other-servlet");
        }
    }

    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

    private static Site site;

    @BeforeAll
    static void start() {
        site = Site.start(Beans.class, "tallystick.mounts=/web=csrf,/jwt=jwt,/shut=deny");
    }

    @BeforeEach
    void forget() {
        REPORTS.clear();
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aMethodIsExemptThatSaysSoWithItsParametersInTheBody() {
        assertThat(site.forge("/web/exempt", "field", "it").body()).isEqualTo("exempt it");
        assertThat(site.forge("/web/plain").statusCode()).isEqualTo(403);
    }

    @Test
    void aClassOrAnAnnotationOfTheApplicationCanSaySo() {
        assertThat(site.forge("/web/of-class").body()).isEqualTo("of class");
        assertThat(site.forge("/web/composed").body()).isEqualTo("composed");
    }

    @Test
    void aClassSaysSoForItselfAlone() {
        assertThat(site.forge("/web/inheriting").statusCode()).isEqualTo(403);
    }

    @Test
    void theBodyOfAnExemptHandlerIsUnread() {
        assertThat(site.forge("/web/body", "field", "it").body()).isEqualTo("field=it");
    }

    @Test
    void neitherAJwtNorADeniedMountIsExempt() {
        assertThat(site.forge("/jwt/exempt").statusCode()).isEqualTo(401);
        assertThat(site.forge("/shut/exempt").statusCode()).isEqualTo(403);
    }

    @Test
    void aRequestThatAFilterMadeAnotherOfIsDecidedAsAnyOtherBeforeAHandlerThatIsNotExempt() {
        HttpResponse<String> forged = site.forge("/web/exempt", "_method", "DELETE");

        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(forged.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(forged.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(forged.body()).contains("\"reason\":\"untrusted-origin\"").doesNotContain("deleted");
        assertThat(reports("/web/exempt")).containsExactly("exemption", "origin untrusted-origin");
    }

    @Test
    void itPassesThenWithATokenInTheHeaderAndNotInTheFormWhichTheFilterHasTaken() {
        String token = site.get("/web/token").body();

        HttpResponse<String> inForm = site.post("/web/exempt", "_method", "DELETE", "_csrf", token);
        HttpResponse<String> inHeader = site.send(site.form("/web/exempt", "_method", "DELETE")
                .header("Origin", site.origin())
                .header("X-CSRF-Token", token));

        assertThat(inForm.statusCode()).isEqualTo(403);
        assertThat(inForm.body())
                .contains("\"reason\":\"missing-token\"")
                .contains("let through for a view that is exempt");
        assertThat(inHeader.body()).isEqualTo("deleted");
        assertThat(reports("/web/exempt")).containsExactly("exemption", "token missing-token", "exemption", "token");
    }

    @Test
    void aFieldLeadsToNoOtherHandler() {
        assertThat(site.forge("/web/by-field", "danger", "1").statusCode()).isEqualTo(403);
        assertThat(site.forge("/web/by-field?danger=1").statusCode()).isEqualTo(403);
    }

    @Test
    void anotherServletOnThePathIsNotExempt() {
        assertThat(site.forge("/web/other-servlet").statusCode()).isEqualTo(403);
    }

    /** What was reported of a path. */
    private static List<String> reports(String path) {
        List<String> all = REPORTS.stream()
                .filter(report -> report.startsWith(path + " "))
                .map(report -> report.substring(path.length() + 1))
                .toList();
        return all;
    }
}
