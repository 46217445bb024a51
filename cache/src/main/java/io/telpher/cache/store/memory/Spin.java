package io.telpher.cache.store.memory;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock whose holder only computes and never waits, so that loops may take it, too: nobody ever parks at it, and no carried
 * thread loses its carrier while it has it.
 */
final class Spin {
    private static final int SPINS = 200;

    private final AtomicBoolean held = new AtomicBoolean();

    void lock() {
        int spins = 0;
        while (!tryLock()) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // its holder has lost its processor
            }
        }
    }

    boolean tryLock() {
        return !held.getPlain() && held.compareAndSet(false, true);
    }

    void unlock() {
        held.setRelease(false);
    }
}
