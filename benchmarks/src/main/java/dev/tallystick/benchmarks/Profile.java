package dev.tallystick.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time of a request goes, by samples of JDK Flight Recorder: for each method of ours, and for the container's
 * stand-in as a whole, the share of samples that had it on the stack. What the JDK does in native code (compressions of a
 * digest) can't be sampled and is missing.
 */
final class Profile {

    private static final String OURS = "dev.tallystick.";
    private static final String HARNESS = OURS + "benchmarks.";
    private static final String LIGHT = HARNESS + "light.";
    private static final double LEAST = 0.04;

    private Profile() {}

    /** What a JVM must be told to record itself from its warm-up's end on. */
    static List<String> jvmArguments(Path settings, Path recording) throws IOException {
        Files.writeString(
                settings,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration version=\"2.0\"><event"
                        + " name=\"jdk.ExecutionSample\"><setting name=\"enabled\">true</setting><setting"
                        + " name=\"period\">5 ms</setting></event></configuration>\n");
        return List.of(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+DebugNonSafepoints",
                "-XX:StartFlightRecording=delay=3s,settings=" + settings + ",filename=" + recording);
    }

    /** The shares, the largest first. */
    static Map<String, Double> read(Path recording) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        int samples = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                Set<String> named = named(file.readEvent());
                if (!named.isEmpty()) {
                    samples++;
                    named.forEach(name -> counts.merge(name, 1, Integer::sum));
                }
            }
        }
        double all = Math.max(1, samples);
        Map<String, Double> shares = new LinkedHashMap<>();
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() / all >= LEAST)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> shares.put(entry.getKey(), entry.getValue() / all));
        return shares;
    }

    /** What of a sample counts; nothing of one that was taken outside the requests. */
    private static Set<String> named(RecordedEvent event) {
        Set<String> named = new HashSet<>();
        if (event.getStackTrace() == null) {
            return named;
        }
        boolean measured = false;
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String type = frame.getMethod().getType().getName();
            measured |= type.equals(Measured.class.getName());
            if (type.startsWith(LIGHT)) {
                named.add("the stand-in for the container");
            } else if (type.startsWith(OURS) && !type.startsWith(HARNESS)) {
                named.add(
                        type.substring(OURS.length()) + "." + frame.getMethod().getName());
            }
        }
        return measured ? named : Set.of();
    }
}
