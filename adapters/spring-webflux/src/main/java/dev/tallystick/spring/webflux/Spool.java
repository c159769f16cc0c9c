package dev.tallystick.spring.webflux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A body kept whole: in memory, and from a certain length on in a file without a name, which is gone when it is closed, whatever
 * becomes of the process. Files are written and read on threads that may block.
 */
final class Spool implements TakenBody {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final int MOST_IN_MEMORY = 64 * 1024;
    private static final int BUFFER = 16 * 1024;

    private final Path directory;
    private final DataBufferFactory factory;
    private final long most;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable FileChannel file;
    private long length;

    /**
     * @param directory where the file is made if there must be one
     * @param most how much is kept; what is longer has its end cut off, and fails when it is replayed
     */
    Spool(Path directory, DataBufferFactory factory, long most) {
        this.directory = directory;
        this.factory = factory;
        this.most = most;
    }

    /** Keeps all of it; of a body that is too long nothing is read further. */
    Mono<Spool> fill(Flux<DataBuffer> body) {
        return body.publishOn(Schedulers.boundedElastic(), 4)
                .doOnNext(this::write)
                .takeUntil(buffer -> isTooLong())
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                .doOnError(failure -> close())
                .doOnCancel(this::close)
                .then(Mono.just(this));
    }

    boolean isTooLong() {
        return length > most;
    }

    private void write(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        length += bytes.length;
        if (isTooLong()) {
            return;
        }
        if (file == null && length <= MOST_IN_MEMORY) {
            memory.writeBytes(bytes);
            return;
        }
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            FileChannel channel = file == null ? open() : file;
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "A multipart body can't be kept in " + directory + " while it is searched", e);
            throw new UncheckedIOException(e);
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

    @Override
    public Flux<DataBuffer> replay() {
        if (isTooLong()) {
            return Flux.error(new IllegalStateException("This body is longer than maxUploadBytes, and wasn't kept"));
        }
        FileChannel kept = file;
        if (kept == null) {
            return Flux.defer(() -> Flux.just(factory.wrap(memory.toByteArray())));
        }
        return Flux.<DataBuffer, Long>generate(() -> 0L, (position, sink) -> {
                    ByteBuffer read = ByteBuffer.allocate(BUFFER);
                    try {
                        int count = kept.read(read, position);
                        if (count < 0) {
                            sink.complete();
                            return position;
                        }
                        sink.next(factory.wrap(read.flip()));
                        return position + count;
                    } catch (IOException e) {
                        sink.error(e);
                        return position;
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void close() {
        FileChannel kept = file;
        if (kept != null) {
            try {
                kept.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "A multipart body that was kept in a file can't be let go", e);
            }
        }
    }
}
