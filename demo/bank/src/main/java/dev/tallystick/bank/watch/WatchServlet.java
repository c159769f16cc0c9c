package dev.tallystick.bank.watch;

import dev.tallystick.bank.ledger.Ledger;
import dev.tallystick.bank.ledger.Transfer;
import dev.tallystick.bank.web.Answer;
import dev.tallystick.bank.web.Json;
import dev.tallystick.bank.web.Pages;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The window itself: {@code /watch} the page, {@code /watch/stream} the decisions as server-sent events, and
 * {@code /watch/state} decisions, transfers and balances as JSON, which every origin may read: the attacker's page shows by it
 * what became of an attack.
 */
public final class WatchServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int MOST_CLIENTS = 50;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final byte[] NOTHING_NEW = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final transient WatchLog log;
    private final transient Ledger ledger;
    private final transient Pages pages;
    private final transient Map<String, String> facts;
    private final transient Semaphore places = new Semaphore(MOST_CLIENTS);

    /**
     * @param facts what the page says of this run: {@code bank}, {@code attacker}
     */
    public WatchServlet(WatchLog log, Ledger ledger, Pages pages, Map<String, String> facts) {
        this.log = log;
        this.ledger = ledger;
        this.pages = pages;
        this.facts = Map.copyOf(facts);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getPathInfo() == null ? "" : request.getPathInfo()) {
            case "" -> Answer.html(response, HttpServletResponse.SC_OK, pages.render("watch", facts));
            case "/stream" -> stream(request, response);
            case "/state" -> state(request, response);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void state(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<Map<String, Object>> transfers = new ArrayList<>();
        for (Transfer transfer : ledger.transfers()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", transfer.id());
            entry.put("from", transfer.from());
            entry.put("to", transfer.to());
            entry.put("amount", transfer.pence());
            transfers.add(entry);
        }
        Map<String, Long> balances = ledger.balances();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("balances", balances);
        state.put("total", balances.values().stream().mapToLong(Long::longValue).sum());
        state.put("transfers", transfers);
        state.put("decisions", log.since(seen(request.getParameter("since"))));
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Cache-Control", "no-store");
        Answer.json(response, HttpServletResponse.SC_OK, state);
    }

    /** One thread for each who watches, so there is room for so many. */
    private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!places.tryAcquire()) {
            response.setHeader("Retry-After", "5");
            Answer.problem(
                    response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Too many are watching already.", Map.of());
            return;
        }
        try {
            response.setContentType("text/event-stream;charset=utf-8");
            response.setHeader("Cache-Control", "no-store");
            String last = request.getHeader("Last-Event-ID");
            send(response, seen(last == null ? request.getParameter("since") : last));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private void send(HttpServletResponse response, long seen) throws IOException, InterruptedException {
        OutputStream out = response.getOutputStream();
        out.write("retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII));
        response.flushBuffer();
        long last = seen;
        while (!log.isClosed()) {
            List<Sighting> news = log.await(last, HEARTBEAT);
            if (news.isEmpty()) {
                out.write(NOTHING_NEW);
            }
            for (Sighting sighting : news) {
                last = sighting.revision();
                out.write(("id: " + last + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
                // JSON holds no line ends of its own.
                out.write(Json.bytes(sighting));
                out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
            }
            response.flushBuffer();
        }
    }

    private static long seen(@Nullable String revision) {
        if (revision == null || revision.isEmpty() || revision.length() > 18) {
            return 0;
        }
        for (int i = 0; i < revision.length(); i++) {
            if (revision.charAt(i) < '0' || revision.charAt(i) > '9') {
                return 0;
            }
        }
        return Long.parseLong(revision);
    }
}
