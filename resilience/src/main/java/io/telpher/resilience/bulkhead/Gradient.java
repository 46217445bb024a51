package io.telpher.resilience.bulkhead;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A limit that is found: the number of exchanges beyond which more of them only wait for each other. It compares how long
 * replies take with how long they take when nobody waits, as the limiters of Netflix and Envoy do, batch by batch: at least a
 * tenth of a second and ten replies each. {@link Found} decides.
 *
 * <p>Safe for many threads; it takes no lock.
 */
final class Gradient {
    static final long BATCH_NANOS = 100_000_000L;
    static final int REPLIES_MIN = 10;

    private final AtomicReference<Found> found;
    private final AtomicReference<Batch> batch;

    /** What was seen since some moment. */
    private static final class Batch {
        final long sinceNanos;
        final LongAdder nanos = new LongAdder();
        final AtomicInteger replies = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        volatile int most;

        Batch(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }

        boolean over(int seen, long nowNanos) {
            return seen >= REPLIES_MIN && nowNanos - sinceNanos >= BATCH_NANOS;
        }
    }

    /** Begins at {@code initial} and stays between {@code min} and {@code max}. */
    Gradient(int initial, int min, int max, long nowNanos) {
        found = new AtomicReference<>(Found.begin(initial, min, max, nowNanos));
        batch = new AtomicReference<>(new Batch(nowNanos));
    }

    int limit() {
        return (int) found.get().limit();
    }

    /**
     * A reply has begun.
     *
     * @param nanos after this time
     * @param used how many exchanges there were then
     * @return true if the limit is another now
     */
    boolean answered(long nanos, int used, long nowNanos) {
        Batch now = batch.get();
        now.nanos.add(nanos);
        if (used > now.most) {
            now.most = used; // a larger number that gets lost is seen again soon
        }
        return now.over(now.replies.incrementAndGet() + now.failures.get(), nowNanos) && judge(now, nowNanos);
    }

    /** A call has failed. How long it took tells nothing of load. @return true if the limit is another now */
    boolean failed(long nowNanos) {
        Batch now = batch.get();
        return now.over(now.failures.incrementAndGet() + now.replies.get(), nowNanos) && judge(now, nowNanos);
    }

    private boolean judge(Batch over, long nowNanos) {
        if (!batch.compareAndSet(over, new Batch(nowNanos))) {
            return false;
        }
        int replies = over.replies.get();
        double mean = replies == 0 ? 0 : (double) over.nanos.sum() / replies;
        double failed = (double) over.failures.get() / (replies + over.failures.get());
        Found before = found.get();
        Found after = before.after(new Found.Seen(mean, failed, over.most), nowNanos);
        return found.compareAndSet(before, after) && (int) after.limit() != (int) before.limit();
    }
}
