package dev.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes in blocks: each is given out once, however many threads ask, and whatever the lengths. */
class BlockRandomTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void givesNoBytesTwiceHoweverManyThreadsShareABlock(int processors) throws InterruptedException {
        BlockRandom random = new BlockRandom(processors);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                byte[] nonce = new byte[16];
                for (int n = 0; n < 5_000; n++) {
                    random.nextBytes(nonce);
                    seen.add(new String(nonce, StandardCharsets.ISO_8859_1));
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // One that was erased already would be all zeros, and equal to another.
        assertThat(seen).hasSize(threads.length * 5_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 18, 31, 32, 33, 1023, 1024, 1025, 5000})
    void fillsWhateverLengthToItsEnd(int length) {
        BlockRandom random = new BlockRandom(1);
        boolean[] changed = new boolean[length];
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (int i = 0; i < length; i++) {
                changed[i] |= bytes[i] != 0;
            }
        }
        assertThat(changed).doesNotContain(false);
    }

    @Test
    void takesNothingForNothing() {
        byte[] none = new byte[0];
        new BlockRandom(1).nextBytes(none);
        assertThat(none).isEmpty();
    }

    @Test
    void givesOutBytesThatLookEvenlyDistributed() {
        BlockRandom random = new BlockRandom(1);
        byte[] bytes = new byte[32];
        long ones = 0;
        int rounds = 10_000;
        for (int i = 0; i < rounds; i++) {
            random.nextBytes(bytes);
            for (byte b : bytes) {
                ones += Integer.bitCount(b & 0xff);
            }
        }
        double bits = rounds * 32 * 8.0;
        // Eight standard deviations: never by chance.
        assertThat(Math.abs(ones - bits / 2)).isLessThan(8 * Math.sqrt(bits) / 2);
    }
}
