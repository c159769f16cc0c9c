package dev.tallystick.longruns.concurrency;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server session that many requests share, as servers keep it in memory. */
final class SharedSession {

    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private volatile String id;

    SharedSession(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** As after login: another id, the same attributes. */
    void renew(String newId) {
        id = newId;
    }

    Map<String, Object> attributes() {
        return attributes;
    }
}
