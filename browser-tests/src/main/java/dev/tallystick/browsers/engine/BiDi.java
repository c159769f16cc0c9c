package dev.tallystick.browsers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** WebDriver BiDi: commands and answers as JSON over a WebSocket. Events are not listened to. */
final class BiDi implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final WebSocket socket;

    private BiDi(URI address) throws IOException {
        try {
            this.socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(60))
                    .buildAsync(address, new Answers())
                    .get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no WebSocket at " + address + ": " + e.getMessage(), e);
        }
    }

    /** A command that was given up. */
    static final class NoAnswer extends IOException {

        private static final long serialVersionUID = 1L;

        NoAnswer(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static BiDi connect(URI address) throws IOException {
        return new BiDi(address);
    }

    /** Sends a command and waits for its answer. */
    JsonNode command(String method, Map<String, ?> parameters, Duration patience) throws IOException {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("id", id);
        command.put("method", method);
        command.put("params", parameters);
        try {
            socket.sendText(JSON.writeValueAsString(command), true).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            JsonNode whole = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!whole.path("type").asText().equals("success")) {
                throw new IOException(method + ": " + whole.path("error").asText() + ", "
                        + whole.path("message").asText());
            }
            return whole.path("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(method + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new NoAnswer(method + " took more than " + patience.toMillis() + " ms", e);
        } finally {
            open.remove(id);
        }
    }

    private final class Answers implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    JsonNode whole = JSON.readTree(text.toString());
                    CompletableFuture<JsonNode> waiting =
                            open.get(whole.path("id").asLong());
                    if (waiting != null) {
                        waiting.complete(whole);
                    }
                } catch (IOException e) {
                    fail(e);
                } finally {
                    text.setLength(0);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            fail(new IOException("the browser hung up: " + code + ' ' + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable cause) {
            fail(cause);
        }

        private void fail(Throwable cause) {
            open.values().forEach(waiting -> waiting.completeExceptionally(cause));
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
