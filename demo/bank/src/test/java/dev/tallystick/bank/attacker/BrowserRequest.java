package dev.tallystick.bank.attacker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request as a browser sends it, out of {@code browser-requests.tsv}, aimed at a bank of one scheme.
 *
 * @param kind attack, disguised or own
 * @param from what kind of page sends it, for instance {@code cross-site}
 * @param scheme of the bank
 * @param method or {@code WebSocket} for a handshake
 * @param headers whole lines, with the real origins
 * @param vectors by which means, for instance {@code form-post-click}
 * @param senders the same with the engines, for instance {@code form-post-click:CF}
 */
record BrowserRequest(
        String kind,
        String from,
        String scheme,
        String method,
        List<String> headers,
        Set<String> vectors,
        String senders) {

    static final String HTTP_BANK = "http://bank.localhost:8080";
    static final String HTTPS_BANK = "https://bank.localhost:8443";

    private static final String HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final String HTML_CHROMIUM =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,"
                    + "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

    private static final List<BrowserRequest> ALL = read();

    /** All of a kind, in the order of the file. */
    static Stream<BrowserRequest> all(String kind) {
        return ALL.stream().filter(request -> request.kind.equals(kind));
    }

    /** The origin of the bank that it was meant for. */
    String bank() {
        return scheme.equals("https") ? HTTPS_BANK : HTTP_BANK;
    }

    boolean isHandshake() {
        return method.equals("WebSocket");
    }

    boolean isUnsafe() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /** The value of a header; null if it isn't there. */
    @Nullable
    String header(String name) {
        String start = name + ": ";
        return headers.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse(null);
    }

    /** Whether its body is a form that a bank reads. */
    boolean isForm() {
        String type = header("Content-Type");
        return type != null
                && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/form-data"));
    }

    @Override
    public String toString() {
        return scheme + " " + from + " " + method + " " + senders + " "
                + headers.stream().filter(line -> !line.startsWith("Accept:")).collect(Collectors.joining(" | "));
    }

    private static List<BrowserRequest> read() {
        try (InputStream in = Objects.requireNonNull(
                        BrowserRequest.class.getResourceAsStream("/attacker/browser-requests.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<BrowserRequest> requests = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] columns = line.split("\t", -1);
                    assertThat(columns).as(line).hasSize(6);
                    for (String scheme : columns[2].split("\\+", -1)) {
                        requests.add(request(columns, scheme));
                    }
                }
            }
            return requests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BrowserRequest request(String[] columns, String scheme) {
        String bank = scheme.equals("https") ? HTTPS_BANK : HTTP_BANK;
        List<String> headers = Stream.of(columns[4].split(" \\| ", -1))
                .map(header -> header.replace("{bank}", bank)
                        .replace("{page}", page(columns[1], scheme))
                        .replace("{html}", HTML)
                        .replace("{html-chromium}", HTML_CHROMIUM))
                .toList();
        Set<String> vectors = Stream.of(columns[5].split(" ", -1))
                .map(sender -> sender.substring(0, sender.lastIndexOf(':')))
                .collect(Collectors.toCollection(TreeSet::new));
        return new BrowserRequest(columns[0], columns[1], scheme, columns[3], headers, vectors, columns[5]);
    }

    /** The origin of a page that sends requests to a bank of the scheme. */
    private static String page(String from, String scheme) {
        boolean https = scheme.equals("https");
        return switch (from) {
            case "cross-site" -> https ? "https://evil.localhost:8444" : "http://evil.localhost:8081";
            case "same-site sibling" -> https ? "https://app.bank.localhost:8443" : "http://app.bank.localhost:8080";
            case "same host, other port" -> https ? "https://bank.localhost:8444" : "http://bank.localhost:8081";
            case "same host by http" -> HTTP_BANK;
            case "same-origin" -> https ? HTTPS_BANK : HTTP_BANK;
            default -> "null";
        };
    }
}
