package dev.tallystick.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keys from a file, which is read again when it has changed. A file that got lost or broken leaves the last good keys. */
final class FileKeys implements KeySource {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    /** How often somebody looks whether the file has changed. */
    static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private static final int MOST_BYTES = 1024 * 1024;

    /** What changes when a file is written or replaced. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object file) {}

    /**
     * What the last look found.
     *
     * @param stamp of the file that the keys are from
     * @param complaint what was wrong at the last look; null if nothing was
     */
    private record State(
            KeySet keys,
            Stamp stamp,
            Instant lookedAt,
            @Nullable String complaint) {}

    private final Path file;
    private final InstantSource clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile State state;

    /**
     * @throws IllegalArgumentException if the file can't be read or holds no keys to be used
     */
    FileKeys(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        try {
            Stamp stamp = stamp();
            KeySet keys = KeySet.parse(content());
            this.state = new State(keys, stamp, clock.instant(), null);
            remark(keys);
        } catch (IOException e) {
            throw new IllegalArgumentException(complaint(e) + ": write the path of a JWK Set, or its URL", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(complaint(e), e);
        }
    }

    @Override
    public KeySet keys() {
        return state.keys();
    }

    @Override
    public @Nullable Runnable workFor(SignatureAlgorithm algorithm, @Nullable String keyId) {
        return isDue(state) && !looking.isLocked() ? this::look : null;
    }

    private boolean isDue(State last) {
        Duration age = Duration.between(last.lookedAt(), clock.instant());
        // Negative if somebody has set the clock back.
        return age.isNegative() || age.compareTo(LOOK_INTERVAL) >= 0;
    }

    private void look() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            if (isDue(state)) {
                state = next(state);
            }
        } finally {
            looking.unlock();
        }
    }

    private State next(State last) {
        Instant now = clock.instant();
        try {
            Stamp stamp = stamp();
            if (stamp.equals(last.stamp())) {
                return new State(last.keys(), stamp, now, null);
            }
            KeySet keys = KeySet.parse(content());
            LOG.log(Level.INFO, () -> "The JWK Set " + file + " has changed and was read again");
            if (!keys.remarks().equals(last.keys().remarks())) {
                remark(keys);
            }
            return new State(keys, stamp, now, null);
        } catch (IOException | RuntimeException e) {
            String complaint = complaint(e);
            if (!complaint.equals(last.complaint())) {
                LOG.log(Level.WARNING, complaint + "; the keys that were read before stay in use");
            }
            return new State(last.keys(), last.stamp(), now, complaint);
        }
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new IllegalArgumentException("it is longer than " + MOST_BYTES + " bytes");
            }
            return content;
        }
    }

    private void remark(KeySet keys) {
        keys.remarks().forEach(remark -> LOG.log(Level.WARNING, "JWK Set " + file + ": " + remark));
    }

    private String complaint(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file '" + file + "'";
        }
        return e instanceof IOException
                ? "the file '" + file + "' can't be read (" + e.getClass().getSimpleName() + ")"
                : "the JWK Set in the file '" + file + "' can't be used: " + e.getMessage();
    }
}
