package dev.tallystick.reference;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param descriptors open files and sockets; 0 where the system doesn't say
 * @param files in the directory for temporary files, which is this module's own
 * @param heap octets in use after a collection
 */
record Held(int threads, long descriptors, long files, long heap) {

    static Held now() {
        System.gc();
        return new Held(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                        ? system.getOpenFileDescriptorCount()
                        : 0,
                temporaryFiles(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    private static long temporaryFiles() {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !directory.relativize(file).startsWith("surefire-reports"))
                    .count();
        } catch (IOException | UncheckedIOException e) {
            // One of them went away meanwhile: somebody is still at it.
            return Long.MAX_VALUE;
        }
    }

    /** No more than before, but for some threads of pools, which come and go, and what any process has more or less of by chance. */
    boolean isWithin(Held before) {
        return threads <= before.threads + 12
                && descriptors <= before.descriptors + 2
                && files <= before.files
                && heap <= before.heap + 8 * 1024 * 1024;
    }
}
