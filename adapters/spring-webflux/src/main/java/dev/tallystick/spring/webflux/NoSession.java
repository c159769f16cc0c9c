package dev.tallystick.spring.webflux;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * Takes the place of the server session behind a JWT: empty at first, and forgotten with its request. Not an error, since
 * filters of Spring Security ask every request for its session.
 */
final class NoSession implements WebSession {

    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final Instant created = Instant.now();

    @Override
    public String getId() {
        return "";
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public void start() {
        throw new IllegalStateException(
                "This request came with a JWT, and requests behind a JWT have no server session:"
                        + " keep state under the user's name, or serve this handler under a mount for browsers.");
    }

    @Override
    public boolean isStarted() {
        return false;
    }

    @Override
    public Mono<Void> changeSessionId() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> invalidate() {
        return Mono.fromRunnable(attributes::clear);
    }

    @Override
    public Mono<Void> save() {
        return Mono.empty();
    }

    @Override
    public boolean isExpired() {
        return false;
    }

    @Override
    public Instant getCreationTime() {
        return created;
    }

    @Override
    public Instant getLastAccessTime() {
        return created;
    }

    @Override
    public void setMaxIdleTime(Duration maxIdleTime) {}

    @Override
    public Duration getMaxIdleTime() {
        return Duration.ZERO;
    }
}
