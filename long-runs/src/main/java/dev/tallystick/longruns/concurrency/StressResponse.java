package dev.tallystick.longruns.concurrency;

import dev.tallystick.http.ResponseHead;
import java.util.List;

/** A response that nobody reads. */
final class StressResponse implements ResponseHead {

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public List<String> headers(String name) {
        return List.of();
    }

    @Override
    public void addHeader(String name, String value) {}
}
