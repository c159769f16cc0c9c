package dev.tallystick;

import java.util.Map;

/** An answer of ours to a request that is allowed. */
record ServedAnswer(int status, Map<String, String> headers, String contentType, byte[] body) implements Answer {}
