package dev.tallystick.jaxrs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** The body as it was sent: what was taken of it, and then the rest. What was kept is let go when it is closed. */
final class ReplayedBody extends FilterInputStream {

    private final Spool taken;

    ReplayedBody(Spool taken, InputStream rest) throws IOException {
        super(new SequenceInputStream(taken.replay(), rest));
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
