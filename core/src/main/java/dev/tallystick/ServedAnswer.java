package dev.tallystick;

import java.util.Map;

/** An answer of ours to a request that is allowed. */
final class ServedAnswer implements Answer {

    private final int status;
    private final Map<String, String> headers;
    private final String contentType;
    private final byte[] body;

    /**
     * @param body not copied: scripts are served as they lie in memory, and nobody changes an answer's bytes
     */
    ServedAnswer(int status, Map<String, String> headers, String contentType, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.contentType = contentType;
        this.body = body;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public byte[] body() {
        return body;
    }
}
