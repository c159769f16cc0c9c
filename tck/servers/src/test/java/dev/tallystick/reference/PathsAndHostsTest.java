package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd paths, targets, hosts and methods. The server may refuse first; what counts is that no view is reached. */
class PathsAndHostsTest extends OnEveryAdapter {

    @ParameterizedTest
    @ValueSource(strings = {"*", "?/open/echo", "http://", "http:///open/echo"})
    void aTargetThatIsNoPathReachesNoView(String target) {
        for (String method : new String[] {"GET", "POST", "OPTIONS"}) {
            Reply reply = client("otherwise=none").sendWhatMayBeCut(Call.of(method, target));

            // OPTIONS * asks the server, which may answer by itself (RFC 9110, section 9.3.7).
            boolean answeredByTheServer =
                    (method + target).equals("OPTIONS*") && reply.body().isEmpty();
            assertThat(answeredByTheServer || reply == Reply.CLOSED || reply.status() >= 300)
                    .as("%s %s: %s", method, target, reply)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open/echo x", "/open/echo HTTP/1.1 x", "/open/echo /web/echo"})
    void aTargetEndsForAllWhereItEndsForTheServer(String target) {
        Reply reply = client().sendWhatMayBeCut(Call.post(target));

        // Some servers pass over what follows.
        if (reply.status() == 200) {
            assertThat(reply.json("path")).isEqualTo("/open/echo");
            assertThat(reply.json("mount")).isEqualTo("/open");
        } else {
            assertThat(reply.status()).isIn(0, 400, 404, 505);
        }
        assertRefused(client().sendWhatMayBeCut(Call.post(target.replace("/open", "/web"))), "403 missing-secret");
    }

    @Test
    void aPathParameterIsTakenOffWhereThatIsAllowed() {
        Client client = client("allow-path-parameters=true");
        if (!can(Capability.PATH_PARAMETERS)) {
            for (String path :
                    new String[] {"/open/echo;x=1", "/web/echo;x=1", "/web;/open/echo", "/open/..;/web/echo"}) {
                assertThat(client.get(path).status()).as(path).isEqualTo(400);
                assertThat(client.post(path, "").status()).as(path).isEqualTo(400);
            }
            return;
        }

        Reply reply = client.get("/open/echo;x=1");

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("mount")).isEqualTo("/open");
        assertThat(client.post("/web/echo;x=1", "").outcome()).isEqualTo("403 missing-secret");
        assertThat(client.post("/web;/open/echo", "").outcome()).isEqualTo("403 missing-secret");
        assertThat(client.get("/open/..;/web/echo").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"/%77eb/echo, /web", "/w%65b/echo, /web", "/web/%65cho, /web", "/open/ech%6F, /open"})
    void anEncodedLetterIsThatLetter(String target, String mount) {
        Client client = client();

        Reply reply = client.get(target);

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("mount")).isEqualTo(mount);
        assertThat(reply.json("path")).isEqualTo(target);
        assertThat(client.post(target, "").outcome()).isEqualTo(mount.equals("/web") ? "403 missing-secret" : "200");
    }

    @Test
    void anAbsoluteTargetOfTheSameHostIsAnOrdinaryOne() {
        Client client = client();
        String token = client.token("/web");

        Reply reply = client.send(Call.post(client.origin() + "/web/echo")
                .with("Origin", client.origin())
                .form("_csrf=" + token));

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("path")).isEqualTo("/web/echo");
    }

    @Test
    void anAbsoluteTargetOfAnotherHostIsRefused() {
        Client client = client("mode=origin-only");

        Reply reply = client.sendWhatMayBeCut(Call.post("http://other.example/web/echo")
                .with("Origin", "http://other.example")
                .form("field=x"));

        assertRefused(reply, "403 bad-host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "evil.example@127.0.0.1",
                "127.0.0.1:99999",
                "127.0.0.1:x",
                "[::1",
                "evil.example/x",
                "a,b",
                "bänk.example",
                " "
            })
    void aMalformedHostIsRefused(String host) {
        Reply reply = client("mode=origin-only")
                .sendWhatMayBeCut(Call.post("/web/echo").host(host).with("Sec-Fetch-Site", "same-origin"));

        // A server that makes its root of such a Host leaves no path that could be told.
        boolean takenForPath = host.contains("/") && reply.outcome().equals("400 ambiguous-path");
        assertRefused(reply, takenForPath ? "400 ambiguous-path" : "403 bad-host");
    }

    @Test
    void aMissingHostIsRefused() {
        Client client = client("mode=origin-only");

        Call without = Call.post("/web/echo").host("").with("Sec-Fetch-Site", "same-origin");
        assertRefused(client.sendWhatMayBeCut(without), "403 bad-host");
        Call old = Call.post("/web/echo").host("").http10().with("Sec-Fetch-Site", "same-origin");
        assertRefused(client.sendWhatMayBeCut(old), "403 bad-host");
        assertThat(client.send(Call.get("/web/echo").host("").http10()).status())
                .isIn(200, 400);
    }

    @Test
    void twoHostsAreRefused() {
        Client client = client("mode=origin-only");

        for (String second : new String[] {client.host(), "evil.example"}) {
            assertRefused(client.sendWhatMayBeCut(Call.post("/web/echo").with("Host", second)), "403 bad-host");
        }
    }

    @Test
    void theHostIsTheTargetWhereNothingElseIsSaid() {
        Client client = client("mode=origin-or-token");

        assertThat(client.send(Call.post("/web/echo").host("shop.example").with("Origin", "http://shop.example"))
                        .outcome())
                .isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo").host("SHOP.example:80").with("Origin", "http://shop.example"))
                        .outcome())
                .isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo").host("shop.example").with("Origin", "https://shop.example"))
                        .outcome())
                .isEqualTo("403 untrusted-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST",
                "PUT",
                "PATCH",
                "DELETE",
                "PURGE",
                "M-SEARCH",
                "PROPFIND",
                "LINK",
                "get",
                "Get",
                "pOST",
                "query",
                "GETX"
            })
    void everyOtherMethodIsUnsafe(String method) {
        assertThat(client().send(Call.of(method, "/web/echo").with("Origin", "https://evil.example"))
                        .outcome())
                .isEqualTo("403 untrusted-origin");
    }

    @Test
    void connectReachesNoView() {
        Client client = client();

        for (String target : new String[] {client.host(), "/web/echo"}) {
            Reply reply = client.sendWhatMayBeCut(Call.of("CONNECT", target));
            if (reply != Reply.CLOSED) {
                assertThat(reply.status()).as(target).isBetween(400, 599);
            }
        }
        assertThat(client.sendWhatMayBeCut(Call.of("CONNECT", "/open/echo")).status())
                .isIn(200, 400, 405, 501, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
    void aSafeMethodPassesWhateverItsOrigin(String method) {
        Reply reply = client().send(Call.of(method, "/web/echo")
                .with("Origin", "https://evil.example")
                .with("Sec-Fetch-Site", "cross-site"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers("Set-Cookie")).isEmpty();
        assertThat(reply.headers("Vary")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /web/echo?_method=DELETE, ''",
        "GET, /web/echo?x=1&_method=post, ''",
        "GET, /web/echo?%5fmethod=DELETE, ''",
        "GET, /web/echo?_METHOD=DELETE, ''",
        "GET, /web/echo?_method=GET&_method=DELETE, ''",
        "HEAD, /web/echo?_method=DELETE, ''",
        "GET, /web/echo, X-HTTP-Method-Override: DELETE",
        "GET, /web/echo, x-http-method: PUT",
        "OPTIONS, /web/echo, X-Method-Override: PATCH",
        "POST, /web/echo?_method=GET, ''",
        "POST, /web/echo, X-HTTP-Method-Override: GET",
    })
    void anOverrideMakesNothingSafe(String method, String target, String line) {
        Call call = Call.of(method, target).with("Origin", "https://evil.example");
        if (!line.isEmpty()) {
            call.withLine(line);
        }

        assertThat(client().send(call).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/web/echo?_method=, ''",
        "/web/echo?_method=HEAD, ''",
        "/web/echo?my_method=DELETE, ''",
        "/web/echo, X-HTTP-Method-Override: OPTIONS",
        "/web/echo, X-HTTP-Method-Override:",
    })
    void anOverrideToNothingUnsafeChangesNothing(String target, String line) {
        Call call = Call.get(target).with("Origin", "https://evil.example");
        if (!line.isEmpty()) {
            call.withLine(line);
        }

        assertThat(client().send(call).outcome()).isEqualTo("200");
    }
}
