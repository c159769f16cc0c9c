package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Router;
import dev.tallystick.http.RequestPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** The router: the path in the first line, further mounts in the others; beside one that compares segment by segment. */
class RouterFuzzTest {

    private static final List<String> MOUNTS = List.of("/web", "/web/admin", "/mobile");

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#targets")
    @FuzzTest
    void router(byte[] input) {
        List<String> lines =
                new ArrayList<>(Property.text(input).lines().limit(6).toList());
        String path = lines.isEmpty() ? "" : lines.remove(0);
        List<String> mounts = new ArrayList<>(MOUNTS);
        Router.Builder builder = Router.builder();
        mounts.forEach(mount -> builder.mount(mount, Protection.none()));
        for (String mount : lines) {
            try {
                builder.mount(mount, Protection.none());
                mounts.add(mount);
            } catch (IllegalArgumentException e) {
                Property.holds(
                        e.getMessage().startsWith("mount '" + mount + "'"), () -> "it is said which mount is refused");
            }
        }
        Router router = builder.otherwise(Protection.denyAll()).build();
        SentRequest request = SentRequest.of("POST", path);
        String decoded = RequestPath.decode(path, false);
        String expected = decoded == null ? null : longest(mounts, decoded);
        Property.same(router.mountOf(request), expected, () -> "the mount of " + Property.shown(path));
        Property.holds(router.check(request) instanceof Decision, () -> "nothing more is needed");
        Decision decision = (Decision) router.check(request);
        Property.same(
                decision.isAllowed(), expected != null && !expected.isEmpty(), () -> "what is mounted is allowed");
        Property.same(decision.reason(), reason(expected), () -> "why");
    }

    private static @Nullable Reason reason(@Nullable String mount) {
        if (mount == null) {
            return Reason.AMBIGUOUS_PATH;
        }
        return mount.isEmpty() ? Reason.NO_PROTECTION : null;
    }

    private static String longest(List<String> mounts, String path) {
        List<String> segments = Arrays.asList(path.split("/", -1));
        String longest = "";
        for (String mount : mounts) {
            List<String> prefix = Arrays.asList(mount.split("/", -1));
            if (mount.length() > longest.length()
                    && prefix.size() <= segments.size()
                    && segments.subList(0, prefix.size()).equals(prefix)) {
                longest = mount;
            }
        }
        return longest;
    }
}
