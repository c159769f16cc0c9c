package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refusal costs no exception, whatever was sent: attackers choose how often there is one. */
class NoExceptionTest {

    private static final List<Map<String, String>> FORGED = List.of(
            Map.of(),
            Map.of("Origin", "https://evil.example"),
            Map.of("Origin", "null"),
            Map.of("Origin", "https://[::1"),
            Map.of("Origin", "https://bank.example:99999999999"),
            Map.of("Origin", "https://b\u00e4nk.example"),
            Map.of("Sec-Fetch-Site", "cross-site"),
            Map.of("Sec-Fetch-Site", "bogus"),
            Map.of("Referer", "::::"),
            Map.of("Origin", Browser.SITE, "Cookie", "__Host-csrf=%%%%"),
            Map.of("Origin", Browser.SITE, "Cookie", "__Host-csrf=AAAAAAAAAAAAAAAAAAAAAAAA", "X-CSRF-Token", "!"),
            Map.of(
                    "Origin",
                    Browser.SITE,
                    "Cookie",
                    "__Host-csrf=AAAAAAAAAAAAAAAAAAAAAAAA",
                    "X-CSRF-Token",
                    "AQJrMQAA\u2028"),
            Map.of(
                    "Origin",
                    Browser.SITE,
                    "Cookie",
                    "__Host-csrf=AAAAAAAAAAAAAAAAAAAAAAAA",
                    "X-CSRF-Token",
                    "AQJrMQ" + "A".repeat(65)));

    private final FakeServer server = FakeServer.of(
            CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE).build());

    @Test
    void noneIsThrownOnTheWayToARefusal(@TempDir Path directory) throws IOException {
        refuseAll();
        Path file = directory.resolve("thrown.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JavaExceptionThrow").withStackTrace();
            recording.start();
            refuseAll();
            thrownOnPurpose();
            recording.dump(file);
        }

        assertThat(thrown(file)).containsOnly("the test's own");
    }

    private void refuseAll() {
        for (Map<String, String> headers : FORGED) {
            for (String path : List.of("/pay", "/a/../b", "/%zz", "/%ff%fe")) {
                FakeRequest.Builder forged = FakeRequest.post(path);
                headers.forEach(forged::header);
                FakeRequest request = forged.build();
                Decision decision = server.decide(request);
                assertThat(decision.isAllowed()).as("%s", headers).isFalse();
                server.guard().report(request, decision);
                assertThat(server.guard().denial(request, decision).body()).isNotEmpty();
            }
        }
    }

    /** Shows that the recording sees what is thrown. */
    private static void thrownOnPurpose() {
        try {
            throw new IllegalStateException("the test's own");
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the test's own");
        }
    }

    private static List<String> thrown(Path file) throws IOException {
        List<String> messages = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            boolean ours = event.getStackTrace() != null
                    && event.getStackTrace().getFrames().stream()
                            .anyMatch(frame ->
                                    frame.getMethod().getType().getName().startsWith("dev.tallystick."));
            if (ours) {
                messages.add(event.getString("message"));
            }
        }
        assertThat(Files.size(file)).isPositive();
        return messages;
    }
}
