package dev.tallystick.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A body of which the beginning was read already. Blocking or, as the API has it, with a {@link ReadListener}: where
 * the container still holds a rest it calls the listener, else this does.
 */
final class BodyStream extends ServletInputStream {

    private final byte[] head;
    private final @Nullable ServletInputStream rest;
    private final FormBody body;
    private volatile int at;

    private @Nullable ReadListener listener;
    private boolean telling;
    private boolean toldAll;

    BodyStream(byte[] head, @Nullable ServletInputStream rest, FormBody body) {
        this.head = head;
        this.rest = rest;
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        if (at < head.length) {
            int octet = head[at] & 0xff;
            advance(1);
            return octet;
        }
        return rest == null ? -1 : rest.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (at < head.length) {
            int count = Math.min(length, head.length - at);
            System.arraycopy(head, at, target, offset, count);
            advance(count);
            return count;
        }
        return rest == null ? -1 : rest.read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
        return at < head.length ? head.length - at : rest == null ? 0 : rest.available();
    }

    @Override
    public boolean isFinished() {
        return at == head.length && (rest == null || rest.isFinished());
    }

    @Override
    public boolean isReady() {
        return at < head.length || rest == null || rest.isReady();
    }

    @Override
    public void setReadListener(ReadListener readListener) {
        Objects.requireNonNull(readListener);
        synchronized (this) {
            if (listener != null) {
                throw new IllegalStateException("A ReadListener has been set already");
            }
            if (!body.isAsyncStarted()) {
                throw new IllegalStateException("A ReadListener needs startAsync() first");
            }
            listener = readListener;
        }
        if (rest == null) {
            body.later(this::tell);
        } else {
            rest.setReadListener(new HeadFirst(readListener));
        }
    }

    private void advance(int count) {
        // One thread reads at a time; another may ask how far it got.
        int now = at + count;
        at = now;
        if (now == head.length && rest == null) {
            boolean untold;
            synchronized (this) {
                untold = listener != null && !telling && !toldAll;
            }
            if (untold) {
                body.later(this::tell);
            }
        }
    }

    private void tell() {
        ReadListener told;
        boolean more;
        synchronized (this) {
            told = listener;
            more = !isFinished();
            telling = more;
        }
        if (told == null) {
            return;
        }
        try {
            if (more) {
                told.onDataAvailable();
            }
            boolean all;
            synchronized (this) {
                telling = false;
                all = isFinished() && !toldAll;
                toldAll = toldAll || all;
            }
            if (all) {
                told.onAllDataRead();
            }
        } catch (IOException | RuntimeException e) {
            told.onError(e);
        }
    }

    /** The container knows of the rest alone; when it says that all was read, the head may not have been. */
    private final class HeadFirst implements ReadListener {

        private final ReadListener view;

        private HeadFirst(ReadListener view) {
            this.view = view;
        }

        @Override
        public void onDataAvailable() throws IOException {
            view.onDataAvailable();
        }

        @Override
        public void onAllDataRead() throws IOException {
            if (at < head.length) {
                view.onDataAvailable();
            }
            view.onAllDataRead();
        }

        @Override
        public void onError(Throwable failure) {
            view.onError(failure);
        }
    }
}
