package io.telpher.resilience.breaker;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many of the calls of late have failed: a ring of buckets, each a twentieth of the window long, so that a call is
 * forgotten between 95 and 100 percent of the window after it ended. Counting is one compare-and-set; it takes no lock and
 * allocates nothing. Told what time it is.
 *
 * <p>A bucket is one word: 32 bits say which bucket of time it is, 16 count calls and 16 failures. A bucket that is full is
 * halved, which keeps the share.
 */
final class Window {
    private static final int BUCKETS = 20;
    private static final int FULL = 0xffff;

    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final long bucketNanos;
    private final long originNanos;

    /** Nothing counted yet. */
    Window(long windowNanos, long nowNanos) {
        bucketNanos = Math.max(1, windowNanos / BUCKETS);
        originNanos = nowNanos - bucketNanos; // so that no bucket of time has the number 0, as empty words have
    }

    /** How many calls have ended of late, and how many of them have failed. */
    record Count(int calls, int failures) {
        /** Whether that many have failed, and that share of them. */
        boolean reaches(BreakerConfig config) {
            return failures >= config.failures() && (long) failures * 100 >= (long) calls * config.percent();
        }
    }

    /** Counts a call. */
    void add(boolean failed, long nowNanos) {
        int epoch = epoch(nowNanos);
        int index = Integer.remainderUnsigned(epoch, BUCKETS);
        while (true) {
            long word = buckets.get(index);
            int calls = 0;
            int failures = 0;
            if (age(word, epoch) == 0) {
                calls = calls(word);
                failures = failures(word);
            } else if (age(word, epoch) < 0 && age(word, epoch) > -BUCKETS) {
                return; // another thread's time is further, by a whole window
            }
            if (calls == FULL) {
                calls /= 2;
                failures /= 2;
            }
            if (buckets.compareAndSet(index, word, word(epoch, calls + 1, failures + (failed ? 1 : 0)))) {
                return;
            }
        }
    }

    /** What was counted within the window. */
    Count count(long nowNanos) {
        int epoch = epoch(nowNanos);
        int calls = 0;
        int failures = 0;
        for (int i = 0; i < BUCKETS; i++) {
            long word = buckets.get(i);
            int age = age(word, epoch);
            if (age < BUCKETS && age > -BUCKETS && word != 0) { // a negative age is another thread's newer time
                calls += calls(word);
                failures += failures(word);
            }
        }
        return new Count(calls, failures);
    }

    private int epoch(long nowNanos) {
        return (int) ((nowNanos - originNanos) / bucketNanos);
    }

    private static int age(long word, int epoch) {
        return epoch - (int) (word >>> 32);
    }

    private static int calls(long word) {
        return (int) (word >>> 16) & FULL;
    }

    private static int failures(long word) {
        return (int) word & FULL;
    }

    private static long word(int epoch, int calls, int failures) {
        return (long) epoch << 32 | (long) calls << 16 | failures;
    }
}
