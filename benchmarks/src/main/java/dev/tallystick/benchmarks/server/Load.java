package dev.tallystick.benchmarks.server;

import dev.tallystick.benchmarks.report.Measure;
import dev.tallystick.benchmarks.report.Results;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a server under wrk, mount by mount, forwards and backwards, and reads what it cost the server's process. */
public final class Load {

    private static final int CONNECTIONS = 8;
    private static final Pattern REPORT = Pattern.compile("bench (\\d+) (\\d+) (\\d+) ([\\d.]+) ([\\d.]+)");
    /** Adds up what wrk saw: requests, microseconds, errors, latencies. */
    private static final String DONE = """
            done = function(summary, latency, requests)
              local e = summary.errors
              print(string.format("bench %d %d %d %.1f %.1f", summary.requests, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
            end
            """;

    private final String java;
    private final Path directory;
    private final int seconds;

    /** @param seconds that each mount is under load each time */
    public Load(String javaHome, Path directory, int seconds) {
        this.java = javaHome + "/bin/java";
        this.directory = directory;
        this.seconds = seconds;
    }

    /** One round: a new server, each mount twice. */
    public void round(String server, Results results) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(pinned("0"));
        command.addAll(
                List.of(java, "-Xmx512m", "-cp", System.getProperty("java.class.path"), Site.class.getName(), server));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve(server + ".log").toFile())
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
            String port = output.readLine();
            if (port == null) {
                throw new IOException(server + " didn't start; see " + directory.resolve(server + ".log"));
            }
            for (String method : List.of("GET", "POST")) {
                List<Script> scripts = new ArrayList<>();
                for (String mount : Site.MOUNTS) {
                    scripts.add(script(port, mount, method));
                }
                // Twice as long as it is measured: a server's code is compiled by and by.
                for (Script script : scripts) {
                    wrk(script, process, 2 * seconds);
                }
                List<Script> order = new ArrayList<>(scripts);
                for (int i = scripts.size() - 1; i >= 0; i--) {
                    order.add(scripts.get(i));
                }
                record(server + " " + method, order, process, results);
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private record Script(String mount, String url, Path file) {}

    private record Turn(long requests, long micros, double median, double high, double processorNanos) {}

    private void record(String name, List<Script> order, Process process, Results results)
            throws IOException, InterruptedException {
        List<Turn> turns = new ArrayList<>();
        for (Script script : order) {
            turns.add(wrk(script, process, seconds));
        }
        for (int i = 0; i < order.size() / 2; i++) {
            Turn first = turns.get(i);
            Turn second = turns.get(turns.size() - 1 - i);
            String series = name + " " + order.get(i).mount();
            long requests = first.requests() + second.requests();
            results.add(series, Measure.PROCESSOR, (first.processorNanos() + second.processorNanos()) / requests);
            results.add(series, Measure.RATE, requests * 1e6 / (first.micros() + second.micros()));
            results.add(series, Measure.LATENCY_50, (first.median() + second.median()) / 2);
            results.add(series, Measure.LATENCY_99, (first.high() + second.high()) / 2);
        }
    }

    private Turn wrk(Script script, Process server, int length) throws IOException, InterruptedException {
        long before = processor(server);
        List<String> command = new ArrayList<>(pinned("1"));
        command.addAll(List.of(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + length + "s",
                "--latency",
                "-s",
                script.file().toString(),
                script.url()));
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0) {
            throw new IOException("wrk failed: " + output);
        }
        long spent = processor(server) - before;
        Matcher report = REPORT.matcher(output);
        if (!report.find()
                || Long.parseLong(report.group(1)) == 0
                || !report.group(3).equals("0")) {
            throw new IOException("not every answer of " + script.url() + " was right: " + output);
        }
        return new Turn(
                Long.parseLong(report.group(1)),
                Long.parseLong(report.group(2)),
                Double.parseDouble(report.group(4)),
                Double.parseDouble(report.group(5)),
                spent);
    }

    private static long processor(Process server) {
        return server.info().totalCpuDuration().map(Duration::toNanos).orElseThrow();
    }

    /** Server and client each on a core of its own, where there are two. */
    private static List<String> pinned(String core) {
        return Runtime.getRuntime().availableProcessors() > 1 ? List.of("taskset", "-c", core) : List.of();
    }

    /** Logs a visitor in, fetches its token, and writes the request that wrk sends. */
    private Script script(String port, String mount, String method) throws IOException, InterruptedException {
        String base = "http://127.0.0.1:" + port + "/" + mount;
        List<String> cookies = new ArrayList<>();
        get(base.replace("/" + mount, "/none") + "/login", cookies);
        String token = get(base + "/token", cookies);
        StringBuilder lua = new StringBuilder("wrk.method = \"" + method + "\"\n");
        header(lua, "Host", "bank.example");
        header(lua, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36");
        header(lua, "Accept", "*/*");
        header(lua, "Accept-Encoding", "gzip, deflate, br, zstd");
        header(lua, "Accept-Language", "en-US,en;q=0.9");
        header(lua, "sec-ch-ua", "'Chromium';v='156'");
        header(lua, "sec-ch-ua-mobile", "?0");
        header(lua, "sec-ch-ua-platform", "'Linux'");
        header(lua, "Sec-Fetch-Site", "same-origin");
        header(lua, "Sec-Fetch-Mode", "cors");
        header(lua, "Sec-Fetch-Dest", "empty");
        header(lua, "Referer", "http://bank.example/" + mount + "/account");
        header(lua, "Cookie", String.join("; ", cookies));
        if (method.equals("POST")) {
            header(lua, "Origin", "http://bank.example");
            header(lua, "Content-Type", "application/json");
            header(lua, "X-CSRF-TOKEN", token);
            lua.append("wrk.body = '{\"to\":\"bob\",\"amount\":12}'\n");
        }
        Path file = directory.resolve(mount + "-" + method + ".lua");
        Files.writeString(file, lua + DONE);
        return new Script(mount, base + "/account", file);
    }

    private static void header(StringBuilder lua, String name, String value) {
        lua.append("wrk.headers[\"")
                .append(name)
                .append("\"] = \"")
                .append(value)
                .append("\"\n");
    }

    private static String get(String url, List<String> cookies) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Sec-Fetch-Site", "same-origin");
        if (!cookies.isEmpty()) {
            request.header("Cookie", String.join("; ", cookies));
        }
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered " + response.statusCode());
        }
        for (String line : response.headers().allValues("Set-Cookie")) {
            int end = line.indexOf(';');
            cookies.add(end < 0 ? line : line.substring(0, end));
        }
        return response.body();
    }
}
