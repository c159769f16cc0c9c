package dev.tallystick.token;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The platform's generators (NIST SP 800-90A), a few side by side, each asked for a block at a time: all native ones of a JVM
 * share one lock, and the others spend most of their time on beginning and ending. Each byte is given out once and erased.
 */
final class BlockRandom implements RandomSource {

    private static final int BLOCK = 1024;
    /** What is longer than this is no nonce, and isn't worth a place in a block. */
    private static final int LONGEST = 32;

    /** Made when first asked for: seeding takes some milliseconds. */
    static final class Shared {

        static final BlockRandom INSTANCE = new BlockRandom(Runtime.getRuntime().availableProcessors());

        private Shared() {}
    }

    /** Bytes of which every taker gets a part of its own, without a lock. */
    private static final class Block {

        private final byte[] bytes = new byte[BLOCK];
        private final AtomicInteger taken = new AtomicInteger();

        /** Whether there were enough left. */
        boolean take(byte[] target) {
            if (taken.get() > BLOCK - target.length) {
                return false;
            }
            int start = taken.getAndAdd(target.length);
            if (start > BLOCK - target.length) {
                return false;
            }
            System.arraycopy(bytes, start, target, 0, target.length);
            Arrays.fill(bytes, start, start + target.length, (byte) 0);
            return true;
        }
    }

    private final SecureRandom[] generators;
    private final AtomicReferenceArray<Block> blocks;
    private final int mask;

    BlockRandom(int processors) {
        int stripes = Integer.highestOneBit(Math.max(1, Math.min(processors, 32)) * 2 - 1) * 2;
        this.mask = stripes - 1;
        this.generators = new SecureRandom[stripes];
        this.blocks = new AtomicReferenceArray<>(stripes);
        for (int i = 0; i < stripes; i++) {
            generators[i] = generator();
            blocks.set(i, new Block());
            generators[i].nextBytes(blocks.get(i).bytes);
        }
    }

    private static SecureRandom generator() {
        try {
            return SecureRandom.getInstance("DRBG");
        } catch (NoSuchAlgorithmException e) {
            // A platform of another maker's; its own choice has a lock for all threads at most.
            return new SecureRandom();
        }
    }

    @Override
    public void nextBytes(byte[] bytes) {
        // Ids of threads follow one another; those of virtual threads too.
        int stripe = (int) Thread.currentThread().getId() & mask;
        if (bytes.length > LONGEST) {
            generators[stripe].nextBytes(bytes);
            return;
        }
        Block block = blocks.get(stripe);
        while (!block.take(bytes)) {
            Block next = new Block();
            generators[stripe].nextBytes(next.bytes);
            blocks.compareAndSet(stripe, block, next);
            block = next;
        }
    }
}
