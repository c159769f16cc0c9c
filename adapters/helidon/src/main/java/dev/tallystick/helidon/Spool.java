package dev.tallystick.helidon;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What was taken of a body, kept for its handler: in memory, and from a certain length on in a file without a name, which is
 * gone when it is closed, whatever becomes of the process.
 */
final class Spool {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    private final long mostInMemory;
    private final Path directory;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable FileChannel file;
    private long length;

    /**
     * @param directory where the file is made if there must be one
     */
    Spool(long mostInMemory, Path directory) {
        this.mostInMemory = mostInMemory;
        this.directory = directory;
    }

    long length() {
        return length;
    }

    boolean hasFile() {
        return file != null;
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        length += count;
        if (file == null && length <= mostInMemory) {
            memory.write(bytes, offset, count);
            return;
        }
        try {
            FileChannel channel = file == null ? open() : file;
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, count);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "A multipart body can't be kept in " + directory + " while it is searched", e);
            throw e;
        }
    }

    private FileChannel open() throws IOException {
        Path path = Files.createTempFile(directory, "tallystick-", ".body");
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        file = channel;
        ByteBuffer before = ByteBuffer.wrap(memory.toByteArray());
        while (before.hasRemaining()) {
            channel.write(before);
        }
        memory.reset();
        return channel;
    }

    /** What was kept in memory, one character an octet. */
    String text() {
        return memory.toString(StandardCharsets.ISO_8859_1);
    }

    /** All that was kept, from the beginning. To be asked for once, when nothing more is written. */
    InputStream replay() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        file.position(0);
        return Channels.newInputStream(file);
    }

    void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
