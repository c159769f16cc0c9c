package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.origin.Origin;
import dev.tallystick.origin.TargetOrigins;
import dev.tallystick.origin.TrustedProxies;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** What proxies say of the request they got ({@code Forwarded}, RFC 7239, and {@code X-Forwarded-*}): header lines. */
class ForwardedFuzzTest {

    private static final String PROXY = "10.0.0.1";
    private static final TargetOrigins TARGETS = TargetOrigins.of(List.of(), TrustedProxies.of(List.of(PROXY)));

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final String PAIR = TOKEN + "=(?:" + TOKEN + "|\"[\\x20-\\x7e&&[^\"\\\\]]*+\")";
    private static final Pattern ELEMENT = Pattern.compile(PAIR + "(?:;" + PAIR + ")*+");
    private static final Pattern PARAMETER = Pattern.compile("(" + TOKEN + ")=(?:(" + TOKEN + ")|\"([^\"]*+)\")");
    private static final List<String> EXTENDED = List.of("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port");

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#forwarded")
    @FuzzTest
    void forwarded(byte[] input) {
        String text = Property.text(input);
        Origin target = TARGETS.find(request(text).from(PROXY));
        if (target != null) {
            Property.same(Origin.parse(target.toString()), target, () -> "what is printed is read as the same");
            Property.holds(
                    target.scheme().equals("http") || target.scheme().equals("https"),
                    () -> "a site's scheme: " + target);
        }
        String hostOnly = String.join(
                "\n",
                text.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("host:"))
                        .toList());
        Property.same(
                TARGETS.find(request(text).from("10.0.0.2")),
                TARGETS.find(request(hostOnly).from("10.0.0.2")),
                () -> "a stranger forwards nothing");
        leftOfTheProxysOwn("Forwarded", "host=evil.example;proto=https", text, target);
        leftOfTheProxysOwn("X-Forwarded-Host", "evil.example", text, target);
        leftOfTheProxysOwn("X-Forwarded-Proto", "https", text, target);
        leftOfTheProxysOwn("X-Forwarded-Port", "666", text, target);
        strictly(request(text).from(PROXY), target);
    }

    /** What a client put there before the proxy added its own, in a line before or in the same, changes nothing. */
    private static void leftOfTheProxysOwn(String name, String planted, String text, @Nullable Origin target) {
        SentRequest before = request(text);
        if (!before.headers(name).hasMoreElements()) {
            return;
        }
        Property.same(
                TARGETS.find(request(name + ": " + planted + "\n" + text).from(PROXY)),
                target,
                () -> name + " in a line before counts for nothing");
        SentRequest joined = SentRequest.of("POST", "/").from(PROXY);
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String value = Lines.strip(line.substring(colon + 1));
                String header = line.substring(0, colon);
                joined.header(header, header.equalsIgnoreCase(name) ? planted + "," + value : value);
            }
        });
        Property.same(TARGETS.find(joined), target, () -> name + " on the left counts for nothing");
    }

    /** By the grammar alone, where there is one element of Forwarded and nothing else. */
    private static void strictly(SentRequest request, @Nullable Origin target) {
        List<String> lines = Collections.list(request.headers("Forwarded"));
        boolean other = EXTENDED.stream().anyMatch(name -> request.headers(name).hasMoreElements());
        List<String> hosts = Collections.list(request.headers("Host"));
        if (lines.size() != 1
                || other
                || hosts.size() != 1
                || !ELEMENT.matcher(lines.get(0)).matches()) {
            return;
        }
        Origin direct = Origin.parse("http://" + hosts.get(0));
        String scheme = null;
        String host = null;
        boolean twice = false;
        for (Matcher m = PARAMETER.matcher(lines.get(0)); m.find(); ) {
            String value = m.group(2) == null ? m.group(3) : m.group(2);
            if (m.group(1).equalsIgnoreCase("proto")) {
                twice |= scheme != null;
                scheme = value;
            } else if (m.group(1).equalsIgnoreCase("host")) {
                twice |= host != null;
                host = value;
            }
        }
        if (direct == null || twice) {
            Property.same(target, null, () -> "a malformed host, or a parameter that stands twice");
            return;
        }
        String expected = scheme == null ? "http" : scheme.toLowerCase(Locale.ROOT);
        expected = expected.equals("ws") ? "http" : expected.equals("wss") ? "https" : expected;
        boolean known = expected.equals("http") || expected.equals("https");
        Property.same(
                target,
                known ? Origin.parse(expected + "://" + (host == null ? hosts.get(0) : host)) : null,
                () -> "as the grammar has it: " + lines);
    }

    private static SentRequest request(String text) {
        return Lines.request("POST", "/", text);
    }
}
