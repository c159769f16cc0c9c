package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Mode;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is read from an urlencoded body, and the view finds the body untouched. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormBodyTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MOST = 1000;

    private TestSite site;

    @BeforeAll
    void start() throws Exception {
        site = TestSite.guarded(filter(), FormBodyTest::addViews);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private static TallystickFilter filter() {
        CsrfProtection.Builder strict = CsrfProtection.builder().maxFormBytes(MOST);
        return TallystickFilter.builder(Router.builder()
                        .mount(
                                "/report",
                                CsrfProtection.builder()
                                        .maxFormBytes(MOST)
                                        .reportOnly(true)
                                        .build())
                        .mount(
                                "/beside",
                                CsrfProtection.builder()
                                        .maxFormBytes(MOST)
                                        .mode(Mode.ORIGIN_ONLY)
                                        .reportMode(Mode.STRICT)
                                        .build())
                        .otherwise(strict.build())
                        .build())
                .build();
    }

    private static void addViews(ServletContextHandler context) {
        for (String mount : List.of("", "/report", "/beside")) {
            context.addServlet(TestSite.servlet(FormBodyTest::token), mount + "/token");
            context.addServlet(TestSite.servlet(FormBodyTest::parameters), mount + "/parameters");
            context.addServlet(
                    TestSite.servlet((request, response) -> response.getOutputStream()
                            .write(request.getInputStream().readAllBytes())),
                    mount + "/stream");
            context.addServlet(
                    TestSite.servlet((request, response) ->
                            TestSite.print(response, request.getReader().readLine())),
                    mount + "/reader");
            context.addServlet(TestSite.servlet(FormBodyTest::readAsynchronously), mount + "/async");
        }
    }

    private static void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TestSite.print(response, TallystickFilter.token(request).value());
    }

    private static void parameters(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String encoding = request.getHeader("X-View-Encoding");
        if (encoding != null) {
            request.setCharacterEncoding(encoding);
        }
        String single = request.getParameter("b");
        List<String> values =
                request.getParameterValues("b") == null ? List.of() : Arrays.asList(request.getParameterValues("b"));
        assertThat(values.isEmpty() ? null : values.get(0)).isEqualTo(single);
        assertThat(request.getParameterNames().asIterator())
                .toIterable()
                .containsExactlyElementsOf(request.getParameterMap().keySet());
        assertThat(request.getContentType()).isEqualTo(request.getHeader("Content-Type"));
        TestSite.print(
                response,
                request.getParameterMap().entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("_csrf"))
                        .map(entry -> entry.getKey() + "=" + Arrays.toString(entry.getValue()))
                        .collect(Collectors.joining(" ")));
    }

    /** Reads ten bytes each time it is called, and answers when all is read. */
    private static void readAsynchronously(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AsyncContext context = request.startAsync();
        ServletInputStream in = request.getInputStream();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        Thread view = Thread.currentThread();
        CountDownLatch viewOver = new CountDownLatch(1);
        in.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                read.writeBytes("<".getBytes(StandardCharsets.UTF_8));
                byte[] some = new byte[10];
                while (in.isReady() && !in.isFinished()) {
                    int count = in.read(some);
                    if (count > 0) {
                        read.write(some, 0, count);
                    }
                }
            }

            @Override
            public void onAllDataRead() throws IOException {
                boolean beside = Thread.currentThread() != view && viewOver.getCount() > 0;
                read.writeBytes((beside ? "> beside the view" : ">").getBytes(StandardCharsets.UTF_8));
                response.getOutputStream().write(read.toByteArray());
                context.complete();
            }

            @Override
            public void onError(Throwable failure) {
                context.complete();
            }
        });
        try {
            // Long enough for a listener that is called beside the view to be noticed.
            assertThat(viewOver.await(50, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        viewOver.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "REPORT"})
    void theParametersAreThoseOfTheQueryAndThenOfTheBodyWhateverTheMethod(String method) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response =
                visitor.send(visitor.request(method, "/parameters?a=1&b=2").form("_csrf=" + token + "&b=3&c=%C3%A9&d"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("a=[1] b=[2, 3] c=[é] d=[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/reader"})
    void theBodyIsStillWhole(String path) {
        Visitor visitor = new Visitor(site.port());
        String body = "x=1&_csrf=" + visitor.token("/token") + "&y=2";

        WireReply response = visitor.send(visitor.request("POST", path).form(body));

        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void theBodyCanBeReadAsynchronously() {
        Visitor visitor = new Visitor(site.port());
        String body = "x=1&_csrf=" + visitor.token("/token") + "&y=2";

        WireReply response = visitor.send(visitor.request("POST", "/async").form(body));

        assertThat(response.body()).isEqualTo("<" + body + ">");
    }

    @Test
    void aBodyThatNobodyAskedForIsLeftToTheContainer() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(
                visitor.request("POST", "/stream").header("X-CSRF-Token", token).form("x".repeat(MOST + 1)));

        assertThat(response.body()).isEqualTo("x".repeat(MOST + 1));
    }

    @ParameterizedTest
    @CsvSource({
        FORM + "; charset=UTF-8,              , é",
        FORM + "; charset=iso-8859-1,         , Ã©",
        FORM + "; charset=no-such-set,        , é",
        FORM + "; charset=no-such-set,   UTF-8, é",
        FORM + "; charset='',                 , é",
        FORM + "; charset=\"utf-8\",          , é",
        FORM + ",                   ISO-8859-1, Ã©",
        FORM + "; charset=iso-8859-1,    UTF-8, é",
        "Application/X-WWW-Form-URLEncoded;x=y,, é",
        FORM + " ;charset=utf-8,              , é"
    })
    void theCharacterSetIsTheRequestsOrTheViewsOrUtf8(String type, String viewEncoding, String expected) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        WireRequest request = visitor.request("POST", "/parameters");
        if (viewEncoding != null) {
            request = request.header("X-View-Encoding", viewEncoding);
        }

        WireReply response = visitor.send(request.body(type, "b=%C3%A9&_csrf=" + token));

        assertThat(response.body()).isEqualTo("b=[" + expected + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain",
                "application/x-www-form-urlencoded-not",
                "application/x-www-form-urlencoded, text/plain",
                ";",
                "form"
            })
    void aBodyOfAnotherTypeIsNoForm(String type) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/stream").body(type, "_csrf=" + token));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&",
                "=",
                "%",
                "_csrf",
                "_csrf=%",
                "_csrf=%zz",
                "_csrf=%00",
                "_csrf=%ff%fe",
                "_csrf=\u0000",
                "_csrf=a&_csrf=b",
                "&&&=&%=%&+=+"
            })
    void oddBodiesAreDeniedAndNothingElse(String body) {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/stream").form(body));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isIn("missing-token", "malformed-token");
    }

    @Test
    void aTokenInTheQueryDoesNotCount() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(
                visitor.request("POST", "/parameters?_csrf=" + token).form("a=1"));

        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void aCompressedBodyIsNotDecoded() throws IOException {
        Visitor visitor = new Visitor(site.port());
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(("_csrf=" + visitor.token("/token")).getBytes(StandardCharsets.UTF_8));
        }

        WireReply response = visitor.send(visitor.request("POST", "/stream")
                .header("Content-Encoding", "gzip")
                .body(FORM, compressed.toByteArray()));

        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @ParameterizedTest
    @CsvSource({"0, false, 200", "0, true, 200", "1, false, 413", "1, true, 413"})
    void aBodyMayBeAsLongAsConfigured(int more, boolean chunked, int status) {
        Visitor visitor = new Visitor(site.port());
        String start = "_csrf=" + visitor.token("/token") + "&x=";
        byte[] body = (start + "x".repeat(MOST + more - start.length())).getBytes(StandardCharsets.UTF_8);

        WireRequest request = visitor.request("POST", "/stream");
        WireReply response = visitor.send(chunked ? request.chunked(FORM, body, 64) : request.body(FORM, body));

        assertThat(response.status()).isEqualTo(status);
        if (status == 413) {
            assertThat(response.reason()).isEqualTo("body-too-large");
        } else {
            assertThat(response.body()).isEqualTo(new String(body, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/report/stream, false",
        "/report/stream, true",
        "/report/reader, true",
        "/beside/stream, true",
        "/beside/reader, false"
    })
    void aBodyThatIsTooLongAndPassesAllTheSameIsStillWhole(String path, boolean chunked) {
        Visitor visitor = new Visitor(site.port());
        String mount = path.substring(0, path.lastIndexOf('/'));
        String body = "_csrf=" + visitor.token(mount + "/token") + "&x=" + "x".repeat(20 * MOST);

        WireRequest request = visitor.request("POST", path);
        WireReply response = visitor.send(
                chunked ? request.chunked(FORM, body.getBytes(StandardCharsets.UTF_8), 333) : request.form(body));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20 * MOST})
    void aBodyThatIsTooLongAndPassesCanBeReadAsynchronously(int more) {
        Visitor visitor = new Visitor(site.port());
        String start = "_csrf=" + visitor.token("/report/token") + "&x=";
        String body = start + "x".repeat(MOST + more - start.length());

        WireReply response = visitor.send(
                visitor.request("POST", "/report/async").chunked(FORM, body.getBytes(StandardCharsets.UTF_8), 333));

        assertThat(response.body().replace("<", "")).isEqualTo(body + ">");
    }

    @ParameterizedTest
    @CsvSource({"/report/reader, null", "/report/stream, ''", "/report/parameters?a=1, a=[1]"})
    void anEmptyBodyOfUnknownLengthCanBeReadInEveryWay(String target, String expected) {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/report/token");

        WireReply response = visitor.send(visitor.request("POST", target).chunked(FORM, new byte[0], 1));

        assertThat(response.body()).isEqualTo(expected);
    }

    @Test
    void theParametersOfABodyThatIsTooLongAndPassesAreThoseOfTheQuery() {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/report/token");
        byte[] body = ("a=2&x=" + "x".repeat(MOST)).getBytes(StandardCharsets.UTF_8);

        WireReply response =
                visitor.send(visitor.request("POST", "/report/parameters?a=1").chunked(FORM, body, 64));

        assertThat(response.body()).isEqualTo("a=[1]");
    }

    @ParameterizedTest
    @CsvSource({"http://evil.example, untrusted-origin", ", missing-secret"})
    void theEvidenceComesBeforeTheBody(String foreign, String reason) throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send(site.request("POST", "/stream")
                    .header("Origin", foreign == null ? site.origin() : foreign)
                    .header("Content-Type", FORM)
                    .header("Content-Length", "500")
                    .octets());

            assertThat(connection.receive(false).reason()).isEqualTo(reason);
        }
    }

    @Test
    void aClientThatBreaksOffOrSendsNoChunkIsNoFailureOfOurs() throws IOException {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send(visitor.request("POST", "/stream")
                    .header("Content-Type", FORM)
                    .header("Transfer-Encoding", "chunked")
                    .octets());
            connection.send("zz\r\n_csrf=".getBytes(StandardCharsets.UTF_8));

            assertThat(connection.receive(false).status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "parameter, 200, '_csrf=TOKEN&b=3',  'a=[1] b=[2, 3]'",
        "parameter, 403, 'b=3',              missing-token",
        "stream,    403, '_csrf=TOKEN&b=3',  missing-token",
        "reader,    403, '_csrf=TOKEN&b=3',  missing-token"
    })
    void ofABodyThatAFilterBeforeOursHasHadTheParametersAreLeft(String how, int status, String body, String expected)
            throws Exception {
        Filter first = (request, response, chain) -> {
            read(request, how);
            chain.doFilter(request, response);
        };
        try (TestSite eaten = TestSite.start(context -> {
            context.addFilter(new FilterHolder(first), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(new FilterHolder(filter()), "/*", EnumSet.of(DispatcherType.REQUEST));
            addViews(context);
        })) {
            Visitor visitor = new Visitor(eaten.port());
            String token = visitor.token("/token");

            WireReply response =
                    visitor.send(visitor.request("POST", "/parameters?a=1&b=2").form(body.replace("TOKEN", token)));

            assertThat(response.status()).isEqualTo(status);
            assertThat(status == 200 ? response.body() : response.reason()).isEqualTo(expected);
        }
    }

    @Test
    void aTokenInTheQueryDoesNotCountEither() throws Exception {
        Filter first = (request, response, chain) -> {
            read(request, "parameter");
            chain.doFilter(request, response);
        };
        try (TestSite eaten = TestSite.start(context -> {
            context.addFilter(new FilterHolder(first), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(new FilterHolder(filter()), "/*", EnumSet.of(DispatcherType.REQUEST));
            addViews(context);
        })) {
            Visitor visitor = new Visitor(eaten.port());
            String token = visitor.token("/token");

            WireReply response = visitor.send(
                    visitor.request("POST", "/parameters?_csrf=" + token).form("a=1"));

            assertThat(response.reason()).isEqualTo("missing-token");
        }
    }

    private static void read(ServletRequest request, String how) throws IOException {
        switch (how) {
            case "parameter" -> request.getParameter("a");
            case "stream" -> request.getInputStream().readAllBytes();
            case "reader" -> request.getReader().readLine();
            default -> throw new IllegalArgumentException(how);
        }
    }
}
