package dev.tallystick.benchmarks.light;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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
