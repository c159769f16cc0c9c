package dev.tallystick.adapter.body;

import java.io.IOException;
import java.io.InputStream;

/** A body as it is read, all of which is kept; fails where it outgrows its limit. */
final class SpooledInput extends InputStream {

    private final InputStream body;
    private final Spool taken;
    private final long most;
    private boolean tooLarge;

    SpooledInput(InputStream body, Spool taken, long most) {
        this.body = body;
        this.taken = taken;
        this.most = most;
    }

    /** Whether reading failed because there was too much. */
    boolean isTooLarge() {
        return tooLarge;
    }

    /** Nothing more is read: there was too much of something already. */
    void end() {
        tooLarge = true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (tooLarge) {
            throw new IOException("no more is read");
        }
        int count = body.read(buffer, offset, length);
        if (count > 0) {
            taken.write(buffer, offset, count);
            if (taken.length() > most) {
                tooLarge = true;
                throw new IOException("the body is longer than " + most + " bytes");
            }
        }
        return count;
    }
}
