package dev.tallystick.spring.boot.test;

import java.net.URI;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * Requests with a CSRF token, for the tests of an application. A token is made by the application's own filter, as for a page
 * that shows a form, so it holds for this application alone. Safe for use by many threads.
 */
public final class TallystickTest {

    private TallystickTest() {}

    /**
     * For {@code MockMvc}: {@code mvc.perform(post("/web/transfers").with(csrf()))}. Adds the secret's cookie, the header with
     * the token and, unless the test says otherwise, {@code Host} and {@code Origin} as a browser would send them.
     *
     * @throws IllegalStateException when the request is performed, if the application has no filter, or its views render no
     *     token for this path
     */
    public static RequestPostProcessor csrf() {
        return request -> {
            TestPage page = TestPage.openedBeside(request);
            page.addTo(request);
            return request;
        };
    }

    /** Like {@link #csrf()}, with a token that doesn't hold: for a test that forgeries are refused. */
    public static RequestPostProcessor wrongCsrf() {
        return request -> {
            TestPage.openedBeside(request).withWrongToken().addTo(request);
            return request;
        };
    }

    /**
     * For {@code WebTestClient} and other clients that take headers:
     * {@code client.post().uri("/web/transfers").headers(csrf(context, URI.create("http://localhost:" + port + "/web/transfers")))}.
     * Call it last: cookies that the headers hold by then, a login's for instance, are what the token is bound to. A login
     * that is a server session can't be seen from outside the server: there, get the token from a page.
     *
     * @param context of the application under test
     * @param address where the request goes
     * @throws IllegalStateException when it is applied, as {@link #csrf()}
     */
    public static Consumer<HttpHeaders> csrf(ApplicationContext context, URI address) {
        return headers -> TestPage.openedAt(context, address, headers).addTo(headers);
    }

    /**
     * For {@code RestTemplate}, {@code TestRestTemplate} and {@code RestClient}: adds to each unsafe request what {@link
     * #csrf(ApplicationContext, URI)} adds.
     */
    public static ClientHttpRequestInterceptor csrf(ApplicationContext context) {
        return (request, body, execution) -> {
            if (!TestPage.isSafe(request.getMethod().name())) {
                TestPage.openedAt(context, request.getURI(), request.getHeaders())
                        .addTo(request.getHeaders());
            }
            return execution.execute(request, body);
        };
    }
}
