package dev.tallystick.browsers.arena;

import dev.tallystick.bank.watch.Sighting;
import dev.tallystick.bank.watch.WatchLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the bank. Requests that carry the number of a play ({@code play=7} in the query) are written down with
 * their headers and the guard's decision. On request it makes the bank another one: a preflight is agreed to ({@code cors}), a
 * refusal reloads itself ({@code reload}), what was paid comes as a file ({@code download}), a page has another referrer policy
 * ({@code policy}); and it adds a few pages of the bank's own below {@code /probe}.
 */
final class Watcher extends Handler.Wrapper {

    private static final String SESSION = "bank=";
    private static final String HTML = "text/html;charset=utf-8";

    private static final String RELOADING = "<!DOCTYPE html><title>Refused</title><p>Refused. Trying again …"
            + "<script>setTimeout(() => location.reload(), 50)</script>";
    private static final String WORKER = "addEventListener('install', () => skipWaiting());"
            + "addEventListener('activate', event => event.waitUntil(clients.claim()));"
            // It says what it has passed on; the request itself it leaves as it is.
            + "addEventListener('fetch', event => { const play = new URL(event.request.url).searchParams.get('play');"
            + " if (play) { event.waitUntil(fetch('/probe/through?number=' + play)); }"
            + " event.respondWith(fetch(event.request)); });";

    private final Map<Long, List<Seen>> seen = new ConcurrentHashMap<>();
    private final Map<Long, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final Set<Long> through = ConcurrentHashMap.newKeySet();
    private final Set<Long> reloaded = ConcurrentHashMap.newKeySet();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final Set<Long> claimed = ConcurrentHashMap.newKeySet();
    private final String attacker;
    private volatile @Nullable WatchLog log;

    Watcher(Handler bank, String attackerOrigin) {
        super(bank);
        this.attacker = attackerOrigin;
    }

    /** Where the bank records its decisions. */
    void read(WatchLog record) {
        log = record;
    }

    /** The requests of a play whose answers are out, in the order of those. */
    List<Seen> seen(long play) {
        return List.copyOf(seen.getOrDefault(play, List.of()));
    }

    /** Whether a request of a play is still being answered. */
    boolean isUnderWay(long play) {
        AtomicInteger count = underWay.get(play);
        return count != null && count.get() > 0;
    }

    /** Whether a service worker of the bank's passed a request of a play on. */
    boolean wentThroughWorker(long play) {
        return through.contains(play);
    }

    /** From now on the victim's login is the one that comes with the bank's next account page. */
    void forgetSessions() {
        sessions.clear();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        Fields query = Request.extractQueryParameters(request);
        if (path.startsWith("/probe/")) {
            probe(path, query, response, callback);
            return true;
        }
        String policy = query.getValue("policy");
        if (policy != null) {
            response.getHeaders().put("Referrer-Policy", policy);
        }
        if (query.getValue("download") != null) {
            request.addHttpStreamWrapper(stream -> new Replacing(
                    stream, HttpStatus.SEE_OTHER_303, HttpStatus.OK_200, "text/csv", "to,amount\n", () -> true));
        }
        String number = query.getValue("play");
        if (number == null) {
            if (path.endsWith("/account")) {
                sessions.addAll(sessionsIn(request));
            }
            return super.handle(request, response, callback);
        }
        long play = Long.parseLong(number);
        underWay.computeIfAbsent(play, any -> new AtomicInteger()).incrementAndGet();
        Request.addCompletionListener(request, failure -> finished(play, path, request, response));
        if (query.getValue("cors") != null && request.getMethod().equals("OPTIONS")) {
            agree(request, response, callback);
            return true;
        }
        if (query.getValue("reload") != null) {
            request.addHttpStreamWrapper(stream -> new Replacing(
                    stream,
                    HttpStatus.FORBIDDEN_403,
                    HttpStatus.FORBIDDEN_403,
                    HTML,
                    RELOADING,
                    () -> reloaded.add(play)));
        }
        return super.handle(request, response, callback);
    }

    private void finished(long play, String path, Request request, Response response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Seen.HEADERS) {
            String value = request.getHeaders().get(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        int slash = path.indexOf('/', 1);
        Sighting sighting = claim(path, request);
        boolean hasLogin = sessionsIn(request).stream().anyMatch(sessions::contains);
        seen.computeIfAbsent(play, any -> new CopyOnWriteArrayList<>())
                .add(new Seen(
                        slash < 0 ? path : path.substring(1, slash),
                        request.getMethod(),
                        slash < 0 ? "" : path.substring(slash),
                        headers,
                        hasLogin,
                        response.getStatus(),
                        sighting));
        underWay.computeIfAbsent(play, any -> new AtomicInteger()).decrementAndGet();
    }

    /** The bank's record of a request: the oldest that fits and isn't another's. */
    private @Nullable Sighting claim(String path, Request request) {
        WatchLog record = log;
        if (record == null) {
            return null;
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        for (Sighting each : record.since(0)) {
            if (each.method().equals(request.getMethod())
                    && each.path().equals(path)
                    && Objects.equals(each.origin(), origin)
                    && claimed.add(each.id())) {
                return each;
            }
        }
        return null;
    }

    private static List<String> sessionsIn(Request request) {
        return request.getHeaders().getValuesList(HttpHeader.COOKIE).stream()
                .flatMap(line -> List.of(line.split(";", -1)).stream())
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(SESSION))
                .toList();
    }

    /** As a bank whose front end is careless with CORS. */
    private void agree(Request request, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(
                "Access-Control-Allow-Origin",
                String.valueOf(request.getHeaders().get(HttpHeader.ORIGIN)));
        headers.put("Access-Control-Allow-Credentials", "true");
        headers.put("Access-Control-Allow-Methods", "PUT, DELETE, POST");
        headers.put("Access-Control-Allow-Headers", "Content-Type");
        response.setStatus(HttpStatus.NO_CONTENT_204);
        response.write(true, null, callback);
    }

    private void probe(String path, Fields query, Response response, Callback callback) {
        switch (path) {
            case "/probe/worker.js" -> {
                response.getHeaders().put("Service-Worker-Allowed", "/");
                answer(response, "text/javascript;charset=utf-8", WORKER, callback);
            }
            case "/probe/through" -> {
                through.add(Long.parseLong(String.valueOf(query.getValue("number"))));
                answer(response, "text/plain", "", callback);
            }
            case "/probe/out" -> {
                // The bank's own redirect to somewhere else, and from there back.
                response.setStatus(HttpStatus.TEMPORARY_REDIRECT_307);
                response.getHeaders().put(HttpHeader.LOCATION, attacker + "/redirect?status=307&to=" + encoded(query));
                response.write(true, null, callback);
            }
            default -> answer(response, HTML, "<!DOCTYPE html><title>The bank</title><p>A page of the bank.", callback);
        }
    }

    private static String encoded(Fields query) {
        return Arena.encoded(String.valueOf(query.getValue("to")));
    }

    private static void answer(Response response, String type, String text, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }

    /** Puts another answer in the place of those of one status. */
    private static final class Replacing extends HttpStream.Wrapper {

        private final int replacedStatus;
        private final int status;
        private final String type;
        private final String text;
        private final BooleanSupplier wanted;
        private boolean replaced;

        Replacing(HttpStream stream, int replacedStatus, int status, String type, String text, BooleanSupplier wanted) {
            super(stream);
            this.replacedStatus = replacedStatus;
            this.status = status;
            this.type = type;
            this.text = text;
            this.wanted = wanted;
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.@Nullable Response response,
                boolean last,
                @Nullable ByteBuffer content,
                Callback callback) {
            if (response != null && response.getStatus() == replacedStatus && wanted.getAsBoolean()) {
                replaced = true;
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                HttpFields.Mutable headers = HttpFields.build();
                for (HttpField field : response.getHttpFields()) {
                    if (!field.getName().startsWith("Content-") && field.getHeader() != HttpHeader.LOCATION) {
                        headers.add(field);
                    }
                }
                headers.put(HttpHeader.CONTENT_TYPE, type);
                headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
                if (type.equals("text/csv")) {
                    headers.put("Content-Disposition", "attachment; filename=\"statement.csv\"");
                }
                super.send(
                        request,
                        new MetaData.Response(status, null, HttpVersion.HTTP_1_1, headers, bytes.length),
                        true,
                        ByteBuffer.wrap(bytes),
                        callback);
            } else if (replaced) {
                callback.succeeded();
            } else {
                super.send(request, response, last, content, callback);
            }
        }
    }
}
