package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.origin.Evidence;
import dev.tallystick.origin.Finding;
import dev.tallystick.origin.Origin;
import dev.tallystick.origin.OriginCheck;
import dev.tallystick.origin.TargetOrigins;
import dev.tallystick.origin.TrustedOrigins;
import dev.tallystick.origin.TrustedProxies;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.provider.MethodSource;

/** Header lines that say where a request came from: what is taken for ours must be ours by the text of the line. */
class EvidenceFuzzTest {

    private static final String OURS = "https://bank.example";
    private static final Pattern OWN_ORIGIN = Pattern.compile("(?i)https://bank\\.example(?::443)?");
    private static final Pattern OWN_REFERER =
            Pattern.compile("(?i)https://bank\\.example(?::443)?(?:[/?#][\\x21-\\x7e]*+)?");
    private static final Pattern TRUSTED = Pattern.compile(
            "(?i)https://[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*\\.friend\\.example(?::443)?(?:[/?#][\\x21-\\x7e]*+)?");

    private static final TargetOrigins TARGETS = TargetOrigins.of(List.of(OURS), TrustedProxies.none());
    private static final OriginCheck CHECK =
            new OriginCheck(TrustedOrigins.of(List.of("https://*.friend.example")), TARGETS);

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#evidence")
    @FuzzTest
    void evidence(byte[] input) {
        SentRequest request = Lines.request("POST", "/", Property.text(input));
        Finding finding = CHECK.check(request, Origin.of(OURS));
        Property.same(CHECK.check(request, Origin.of(OURS)), finding, () -> "the same request, the same finding");
        List<String> origins = Collections.list(request.headers("Origin"));
        List<String> sites = Collections.list(request.headers("Sec-Fetch-Site"));
        List<String> referers = Collections.list(request.headers("Referer"));
        boolean repeated = origins.size() > 1 || sites.size() > 1;
        if (finding == Finding.SAME || finding == Finding.TRUSTED || finding == Finding.USER) {
            Property.holds(!repeated, () -> "a header that stands twice proves nothing");
        }
        boolean bySite = sites.equals(List.of("same-origin"));
        switch (finding) {
            case SAME ->
                Property.holds(
                        origins.isEmpty()
                                ? bySite
                                        || sites.isEmpty()
                                                && OWN_REFERER
                                                        .matcher(referers.get(0))
                                                        .matches()
                                : OWN_ORIGIN.matcher(origins.get(0)).matches()
                                        || bySite && origins.get(0).equals("null"),
                        () -> "this was taken for ours: " + origins + sites + referers);
            case TRUSTED ->
                Property.holds(
                        TRUSTED.matcher(origins.isEmpty() ? referers.get(0) : origins.get(0))
                                .matches(),
                        () -> "this was taken for a friend: " + origins + sites + referers);
            case USER ->
                Property.holds(
                        origins.isEmpty() && sites.equals(List.of("none")),
                        () -> "the user did this: " + origins + sites);
            case UNKNOWN ->
                Property.holds(
                        origins.isEmpty() && sites.isEmpty() && referers.isEmpty(),
                        () -> "nothing says anything: " + origins);
            default -> Property.same(finding.evidence(), Evidence.FOREIGN, () -> "all else is foreign");
        }
        SentRequest twice = Lines.request("POST", "/", Property.text(input)).header("Origin", "https://evil.example");
        Finding more = CHECK.check(twice, Origin.of(OURS));
        Property.holds(
                more.evidence() == Evidence.FOREIGN, () -> "a second, foreign line never makes it better: " + more);
    }
}
