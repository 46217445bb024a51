package io.telpher.balance.health;

import io.telpher.balance.algorithm.Hash;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How endpoints on the ramp are kept to their part, whatever the algorithm: beside it. For as long as the parts stand, one
 * is passed over once it has had {@code share} of all calls, so that it never gets more than that and one call. An
 * algorithm that would give it less is not disturbed.
 *
 * <p>Where the same key must meet the same endpoint, the key decides instead: an endpoint at 10 percent serves a tenth of
 * its keys, at 50 percent the same ones and more.
 */
public final class Thinning {
    private final AtomicLong calls = new AtomicLong();

    /** One more call is to be picked for. */
    public void call() {
        calls.incrementAndGet();
    }

    /** The part of one endpoint. */
    final class Part {
        private final double share;
        private final double keys;
        private final long salt;
        private final AtomicLong given = new AtomicLong();

        /**
         * A part.
         *
         * @param share of all calls, from 0 to 1
         * @param keys of its own keys, from 0 to 1
         * @param salt what makes different endpoints pass over different keys
         */
        Part(double share, double keys, long salt) {
            this.share = share;
            this.keys = keys;
            this.salt = salt;
        }

        /** Whether it may have one more call. */
        boolean open() {
            return given.get() < share * calls.get();
        }

        /** Whether this is one of the keys that it serves. */
        boolean opens(long key) {
            return (Hash.mix(key ^ salt) >>> 11) * 0x1p-53 < keys;
        }

        /** Takes a call. @return false if another thread has just taken the last one */
        boolean take() {
            long now = given.get();
            while (now < share * calls.get()) {
                long seen = given.compareAndExchange(now, now + 1);
                if (seen == now) {
                    return true;
                }
                now = seen;
            }
            return false;
        }
    }
}
