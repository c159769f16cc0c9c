package dev.tallystick.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request that a real browser sent to the recording bank, with the headers that a protection may look at. */
record Recording(
        String engine,
        String bank,
        String initiator,
        String vector,
        int sequence,
        Set<String> cookies,
        String method,
        @Nullable String origin,
        @Nullable String referer,
        @Nullable String site,
        @Nullable String contentType,
        boolean handshake) {

    /** Documents in a sandbox or of a data: URL have no site of their own, whoever wrote them. */
    private static final List<String> OPAQUE = List.of("sandbox", "data-iframe");

    static List<Recording> readAll() {
        List<Recording> recordings = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Recording.class.getResourceAsStream("recordings.tsv")),
                StandardCharsets.UTF_8))) {
            List<String> names = List.of(lines.readLine().split("\t", -1));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", -1);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < columns.length; i++) {
                    row.put(names.get(i), columns[i]);
                }
                recordings.add(of(row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return recordings;
    }

    private static Recording of(Map<String, String> row) {
        return new Recording(
                column(row, "engine"),
                column(row, "bank"),
                column(row, "initiator"),
                column(row, "vector"),
                Integer.parseInt(column(row, "seq")),
                Set.of(column(row, "cookies").split(",")),
                column(row, "method"),
                header(row, "origin"),
                header(row, "referer"),
                header(row, "site"),
                header(row, "type"),
                header(row, "upgrade") != null);
    }

    private static String column(Map<String, String> row, String name) {
        return Objects.requireNonNull(row.get(name), name);
    }

    private static @Nullable String header(Map<String, String> row, String name) {
        String value = column(row, name);
        return value.equals("-") ? null : value;
    }

    /** Whether the bank's own page, or the user, sent it. */
    boolean isLegitimate() {
        return (initiator.equals("same-origin") || initiator.equals("none"))
                && OPAQUE.stream().noneMatch(vector::contains);
    }

    /** Whether another site had a hand in it. The bank's own form in a frame is the bank's own, and another subject. */
    boolean isAttack() {
        return !isLegitimate() && !isFramedForm();
    }

    /** The bank's own form, with the bank's own fields, in another site's frame. */
    boolean isFramedForm() {
        return vector.equals("framed-bank-page-self-post");
    }

    /** Whether a page of the bank sent what another site had made it answer: that page reloads itself. */
    boolean isSelfReload() {
        return sequence == 2 && (vector.endsWith("reload") || vector.endsWith("selfhref"));
    }

    /** Whether a script chose the headers too, as it may where the bank's answer to the preflight let it. */
    boolean canCarryHeader() {
        return vector.startsWith("fetch-cors") || vector.startsWith("xhr");
    }

    boolean isUnsafe() {
        return handshake || !(method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
    }

    boolean isHttps() {
        return bank.startsWith("https:");
    }

    /** As {@code Host} has it. */
    String host() {
        return bank.substring(bank.indexOf("//") + 2);
    }

    /** What a protection can see of it, and what decides on what an attacker can add; two recordings that are alike in this are one case. */
    List<Object> seen() {
        List<Object> seen = new ArrayList<>();
        seen.add(bank);
        seen.add(method);
        seen.add(String.valueOf(origin));
        seen.add(String.valueOf(
                referer == null ? null : referer.substring(0, Math.min(referer.length(), bank.length() + 1))));
        seen.add(String.valueOf(site));
        seen.add(handshake);
        seen.add(isForm());
        seen.add(isSelfReload());
        seen.add(canCarryHeader());
        return seen;
    }

    boolean isForm() {
        return contentType != null
                && (contentType.equals("application/x-www-form-urlencoded")
                        || contentType.equals("multipart/form-data"));
    }
}
