package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.http.FormFields;
import dev.tallystick.origin.Evidence;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a denied client is answered. */
class DenialTest {

    private final FakeServer server = FakeServer.of(
            CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE).build());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // Sec-Fetch-Dest | Accept | page
                "document | text/html,application/xhtml+xml,*/*;q=0.8 | true",
                "iframe | text/html,*/* | true",
                "frame | text/html | true",
                "document | */* | true",
                "document | - | true",
                "document | application/json | false",
                "document | application/problem+json | false",
                "document | text/html, application/json | true",
                "empty | text/html | true",
                "empty | */* | false",
                "empty | application/json, text/plain, */* | false",
                "empty | text/html, application/json | false",
                "empty | - | false",
                "image | image/png,*/* | false",
                "- | text/html,*/*;q=0.8 | true",
                "- | TEXT/HTML | true",
                "- | text/html;level=1 | true",
                "- | text/html ;q=0.5 , */* | true",
                "- | */*;q=0.1,text/html | true",
                "- | application/json | false",
                "- | APPLICATION/JSON;charset=utf-8 | false",
                "- | application/json;q=0.9, text/html | false",
                "- | application/problem+json, text/html | false",
                "- | text/htmlx | false",
                "- | x-text/html | false",
                "- | text/plain;a=text/html | false",
                "- | ;,;,text/html | true",
                "- | */* | false",
                "- | '' | false",
                "- | - | false",
            })
    void isAPageForANavigatingBrowserAndAProblemForAllOthers(
            @Nullable String destination, @Nullable String accept, boolean page) {
        FakeRequest.Builder request = FakeRequest.post("/x").origin("https://evil.example");
        if (destination != null) {
            request.header("Sec-Fetch-Dest", destination);
        }
        if (accept != null) {
            request.header("Accept", accept);
        }

        assertThat(denial(request.build()).contentType())
                .isEqualTo(page ? "text/html; charset=utf-8" : "application/problem+json");
    }

    @Test
    void anAcceptHeaderOfManyLinesIsReadInAll() {
        FakeRequest.Builder request =
                FakeRequest.post("/x").origin("https://evil.example").header("Accept", "text/plain");

        assertThat(denial(request.copy().header("Accept", "text/html").build()).contentType())
                .startsWith("text/html");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void namesTheReasonWhatItMeansAndWhatToDo(Reason reason) {
        Decision decision = Decision.deny(Rule.TOKEN, Evidence.SAME, reason);
        String problem = body(server.guard().denial(FakeRequest.post("/x").build(), decision));
        String page = body(server.guard()
                .denial(FakeRequest.post("/x").header("Accept", "text/html").build(), decision));

        assertThat(problem)
                .matches("\\{\"type\":\"about:blank\",\"title\":\"[A-Za-z ]+\",\"status\":" + reason.status()
                        + ",\"reason\":\"" + reason.code()
                        + "\",\"detail\":\"[^\"\\\\\\p{Cntrl}]+\",\"advice\":\"[^\"\\\\\\p{Cntrl}]+\"}\n");
        assertThat(problem).contains(reason.meaning()).contains(reason.advice());
        assertThat(page)
                .contains("<code>" + reason.code() + "</code>")
                .contains(reason.meaning())
                .contains(reason.advice())
                .doesNotContain("<script")
                .doesNotContain("http-equiv")
                .doesNotContain("<a ")
                .doesNotContain("<form");
        assertThat(reason.meaning() + reason.advice())
                .doesNotContain("<")
                .doesNotContain("&")
                .isASCII();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void hasTheStatusThatTheContractGivesItsReason(Reason reason) {
        int status = switch (reason) {
            case AMBIGUOUS_PATH -> 400;
            case BODY_TOO_LARGE -> 413;
            case MISSING_JWT, MALFORMED_JWT, INVALID_JWT, EXPIRED_JWT -> 401;
            default -> 403;
        };

        assertThat(server.guard()
                        .denial(FakeRequest.post("/x").build(), Decision.deny(Rule.ORIGIN, Evidence.NONE, reason))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MISSING_JWT | Bearer",
                "MALFORMED_JWT | Bearer error=\"invalid_request\", error_description=",
                "INVALID_JWT | Bearer error=\"invalid_token\", error_description=",
                "EXPIRED_JWT | Bearer error=\"invalid_token\", error_description=",
                "MISSING_CLAIM | Bearer error=\"insufficient_scope\", error_description=",
            })
    void challengesWhereAJwtIsNeeded(Reason reason, String challenge) {
        Denial denial =
                server.guard().denial(FakeRequest.get("/x").build(), Decision.deny(Rule.JWT, Evidence.NONE, reason));

        String header = denial.headers().get("WWW-Authenticate");
        assertThat(header).startsWith(challenge);
        assertThat(reason == Reason.MISSING_JWT ? header : "Bearer").isEqualTo("Bearer");
    }

    @Test
    void isNeverStoredSniffedOrFramed() {
        assertThat(denial(FakeRequest.post("/x").build()).headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
                .doesNotContainKey("WWW-Authenticate");
    }

    @Test
    void showsWhatIsSpecialAboutIt() {
        FakeRequest request = Browser.on(server)
                .post("/x")
                .form(FormFields.none(FormFields.State.MULTIPART_NOT_EXPECTED))
                .build();

        assertThat(body(denial(request))).contains("declare the view multipart");
    }

    @Test
    void aHandlerReplacesBodyAndTypeAndNothingElse() {
        Guard guard = Guard.builder(Protection.denyAll())
                .denialHandler((request, decision, standard) -> new Denial.Content(
                        "text/plain; charset=utf-8", "no: " + decision.reason().code()))
                .build();
        FakeRequest request = FakeRequest.get("/x").build();
        Denial denial = guard.denial(request, (Decision) guard.check(request));

        assertThat(denial.status()).isEqualTo(403);
        assertThat(denial.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(body(denial)).isEqualTo("no: no-protection");
        assertThat(denial.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .as("its page may need scripts and styles of its own")
                .doesNotContainKey("Content-Security-Policy");
    }

    @Test
    void aHandlerMayKeepTheStandardBody() {
        Guard guard = Guard.builder(Protection.denyAll())
                .denialHandler((request, decision, standard) -> standard)
                .build();
        FakeRequest request = FakeRequest.get("/x").build();

        assertThat(guard.denial(request, (Decision) guard.check(request)).headers())
                .containsKey("Content-Security-Policy");
    }

    @Test
    void aHandlerThatFailsIsLoggedAndTheStandardBodySent() {
        for (DenialHandler handler : new DenialHandler[] {
            (request, decision, standard) -> {
                throw new IllegalStateException("broken");
            },
            (request, decision, standard) -> null
        }) {
            Guard guard =
                    Guard.builder(Protection.denyAll()).denialHandler(handler).build();
            FakeRequest request = FakeRequest.get("/x").build();
            try (LogCapture log = LogCapture.start()) {
                Denial denial = guard.denial(request, (Decision) guard.check(request));

                assertThat(denial.status()).isEqualTo(403);
                assertThat(body(denial)).contains("\"reason\":\"no-protection\"");
                assertThat(log.warnings())
                        .singleElement()
                        .asString()
                        .startsWith("A denial handler failed, so the standard page was sent: ");
            }
        }
    }

    private Denial denial(FakeRequest request) {
        return server.guard().denial(request, server.decide(request));
    }

    private static String body(Denial denial) {
        return new String(denial.body(), StandardCharsets.UTF_8);
    }
}
