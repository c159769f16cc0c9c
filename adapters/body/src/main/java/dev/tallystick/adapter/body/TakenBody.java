package dev.tallystick.adapter.body;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * A body of which something was read. Used by one thread at a time.
 *
 * <p>The adapter closes it when the request ends, whatever became of it: a long body is kept in a file until then.
 */
public final class TakenBody implements AutoCloseable {

    private final Spool taken;
    private final InputStream whole;

    TakenBody(Spool taken, InputStream rest) throws IOException {
        this.taken = taken;
        this.whole = new Whole(new SequenceInputStream(taken.replay(), rest), taken);
    }

    /** The body as it was sent: what was taken of it, and then the rest. One stream, however often it is asked for. */
    public InputStream stream() {
        return whole;
    }

    /** Whether something would stay behind if this were not closed. */
    public boolean isInFile() {
        return taken.hasFile();
    }

    /**
     * Lets go of what was kept; the server's own stream is left alone. May be called more than once.
     *
     * @throws java.io.UncheckedIOException if the file can't be closed
     */
    @Override
    public void close() {
        taken.close();
    }

    /** Who closes the stream needs what was kept no more. */
    private static final class Whole extends FilterInputStream {

        private final Spool taken;

        Whole(InputStream in, Spool taken) {
            super(in);
            this.taken = taken;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                taken.close();
            }
        }
    }
}
