package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfExempt;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.DeleteMapping;
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
        HiddenHttpMethodFilter methods() {
            return new HiddenHttpMethodFilter();
        }

        @Bean
        ServletRegistrationBean<OtherServlet> other() {
            return new ServletRegistrationBean<>(new OtherServlet(), "/web/other-servlet");
        }
    }

    private static Site site;

    @BeforeAll
    static void start() {
        site = Site.start(Beans.class, "tallystick.mounts=/web=csrf,/jwt=jwt,/shut=deny");
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
    void aFormsOwnWordForTheMethodLeadsToNoOtherHandler() {
        assertThat(site.forge("/web/exempt", "_method", "DELETE").statusCode()).isEqualTo(403);
        assertThat(site.forge("/web/exempt", "_method", "DELETE").body()).doesNotContain("deleted");
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
}
