package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is read from an urlencoded body, and the view finds the body untouched. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormBodyTest {

    private TestSite site;

    @BeforeAll
    void start() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(
                        CsrfProtection.builder().maxFormBytes(1000).build())
                .build();
        site = TestSite.guarded(filter, context -> {
            context.addServlet(TestSite.servlet(FormBodyTest::token), "/token");
            context.addServlet(TestSite.servlet(FormBodyTest::parameters), "/parameters");
            context.addServlet(
                    TestSite.servlet((request, response) -> response.getOutputStream()
                            .write(request.getInputStream().readAllBytes())),
                    "/stream");
            context.addServlet(
                    TestSite.servlet((request, response) ->
                            TestSite.print(response, request.getReader().readLine())),
                    "/reader");
        });
    }

    private static void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TestSite.print(response, TallystickFilter.token(request).value());
    }

    private static void parameters(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TestSite.print(
                response,
                request.getParameterMap().entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("_csrf"))
                        .map(entry -> entry.getKey() + "=" + Arrays.toString(entry.getValue()))
                        .collect(Collectors.joining(" ")));
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "REPORT"})
    void theParametersAreThoseOfTheQueryAndThenOfTheBodyWhateverTheMethod(String method) {
        Visitor visitor = new Visitor(site);
        String token = visitor.token("/token");

        RawResponse response =
                visitor.send(visitor.request(method, "/parameters?a=1&b=2").form("_csrf=" + token + "&b=3&c=%C3%A9"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("a=[1] b=[2, 3] c=[é]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/reader"})
    void theBodyIsStillWhole(String path) {
        Visitor visitor = new Visitor(site);
        String body = "x=1&_csrf=" + visitor.token("/token") + "&y=2";

        RawResponse response = visitor.send(visitor.request("POST", path).form(body));

        assertThat(response.text()).isEqualTo(body);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedBeforeItIsRead() {
        Visitor visitor = new Visitor(site);
        String body = "_csrf=" + visitor.token("/token") + "&x=" + "x".repeat(1000);

        RawResponse response = visitor.send(visitor.request("POST", "/stream").form(body));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.reason()).isEqualTo("body-too-large");
    }

    @Test
    void aChunkedBodyIsReadToTheLimit() {
        Visitor visitor = new Visitor(site);
        String body = "_csrf=" + visitor.token("/token") + "&x=1";

        RawResponse response = visitor.send(visitor.request("POST", "/stream")
                .chunked("application/x-www-form-urlencoded", body.getBytes(StandardCharsets.UTF_8), 7));

        assertThat(response.text()).isEqualTo(body);
    }
}
