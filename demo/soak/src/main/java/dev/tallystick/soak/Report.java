package dev.tallystick.soak;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An outcome for people and for programs. */
final class Report {

    private final Outcome outcome;

    Report(Outcome outcome) {
        this.outcome = outcome;
    }

    void write(Path documents) throws IOException {
        Files.write(documents.resolve("soak.md"), lines());
        Files.writeString(
                documents.resolve("soak.json"),
                JsonMapper.builder()
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .build()
                                .writeValueAsString(members())
                        + "\n");
    }

    private Map<String, Object> figures() {
        Counts counts = outcome.counts();
        Memory memory = outcome.memory();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("users", outcome.plan().users());
        figures.put("seconds", outcome.took().toSeconds());
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("jdk", Runtime.version().feature());
        figures.put("requests", counts.requests.sum());
        figures.put(
                "requests a second",
                counts.requests.sum() / Math.max(1, outcome.took().toSeconds()));
        figures.put("sign-ins", counts.signIns.sum());
        figures.put("sign-ins slowed by the bank", counts.slowed.sum());
        figures.put("payments by form", counts.payments.sum());
        figures.put("payments by script", counts.scriptPayments.sum());
        figures.put("sign-outs", counts.signOuts.sum());
        figures.put("keys", outcome.keys());
        figures.put("forged requests", counts.allAttacks());
        figures.put("forged requests not refused", counts.forged.sum());
        figures.put("pence stolen", outcome.stolen());
        figures.put("honest requests refused", counts.wronglyRefused.sum());
        figures.put("requests without an answer", counts.broken.sum());
        figures.put("ledger's sum before, in pence", outcome.sumBefore());
        figures.put("ledger's sum after, in pence", outcome.sumAfter());
        figures.put("accounts with a wrong balance", outcome.wrongAccounts());
        figures.put("looks at the heap", memory.samples().size());
        figures.put("heap after a collection, mean, in KiB", memory.mean() / 1024);
        figures.put("heap's growth, in KiB a minute", Math.round(memory.slope() / 1024));
        figures.put("threads at the first look", outcome.threads()[0]);
        figures.put("threads at the last look", outcome.threads()[1]);
        return figures;
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>(figures());
        Map<String, Object> attacks = new LinkedHashMap<>();
        outcome.counts().attacks.forEach((attack, number) -> attacks.put(attack.text(), number.sum()));
        members.put("attacks", attacks);
        members.put(
                "heap",
                outcome.memory().samples().stream()
                        .map(sample -> Map.of("second", Math.round(sample.seconds()), "KiB", sample.octets() / 1024))
                        .toList());
        members.put("violations", outcome.violations());
        return members;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("# The bank under load");
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "Written by `./soak --minutes %d --users %d`; the same as numbers, with every look at the heap: [soak.json](soak.json).",
                Math.max(1, outcome.plan().duration().toMinutes()),
                outcome.plan().users()));
        lines.add("");
        lines.add(
                "Users and bank are one process on two processors, over loopback: what counts is not the speed but that nothing goes wrong."
                        + " Each user has a browser's headers and cookies, signs in, pays by form and by script, and signs out, over and over."
                        + " Meanwhile the keys rotate, and a quarter of what users do is to open a page of an attacker's, who wants a penny. The books are H2's, on a disk: its cache of rows fills first.");
        lines.add("");
        lines.add("| figure | |");
        lines.add("|---|---|");
        figures().forEach((name, value) -> lines.add("| " + name + " | " + value + " |"));
        lines.add("");
        lines.add("| attack | times |");
        lines.add("|---|---|");
        outcome.counts()
                .attacks
                .forEach((attack, number) -> lines.add("| " + attack.text() + " | " + number.sum() + " |"));
        lines.add("");
        List<String> violations = outcome.violations();
        if (violations.isEmpty()) {
            lines.add(
                    "Nothing was violated: no forged request was let in, no honest one refused, the sum is unchanged, every account"
                            + " holds to the penny what its user's payments say, and the heap, once warm, grows by less than a twentieth over the whole run.");
        } else {
            lines.add("**Violated:**");
            lines.add("");
            violations.forEach(violation -> lines.add("- " + violation));
        }
        return lines;
    }
}
