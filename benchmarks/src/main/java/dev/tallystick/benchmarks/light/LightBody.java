package dev.tallystick.benchmarks.light;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A form body that can be read again. */
final class LightBody extends ServletInputStream {

    private byte[] octets = {};
    private int next;

    void add(String name, String value) {
        String text = new String(octets, StandardCharsets.US_ASCII);
        String field = URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
        octets = (text.isEmpty() ? field : text + "&" + field).getBytes(StandardCharsets.US_ASCII);
    }

    void rewind() {
        next = 0;
    }

    boolean isBegun() {
        return next > 0;
    }

    /** As a container parses them, without regard to names that come twice. */
    Map<String, String[]> fields() {
        Map<String, String[]> fields = new LinkedHashMap<>();
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('&', start);
            int stop = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', start);
            fields.put(decode(text.substring(start, equals)), new String[] {decode(text.substring(equals + 1, stop))});
            start = stop + 1;
        }
        return fields;
    }

    private static String decode(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    int length() {
        return octets.length;
    }

    @Override
    public int read() {
        return next < octets.length ? octets[next++] : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = Math.min(length, octets.length - next);
        if (count <= 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(octets, next, into, offset, count);
        next += count;
        return count;
    }

    @Override
    public boolean isFinished() {
        return next == octets.length;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException();
    }
}
