package io.telpher.engines.redis;

import io.telpher.core.Cell;
import io.telpher.core.Ticker;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A key that may be answered here: how often it is asked for, and the units on lease. A lease is renewed when half of it is
 * used, for what is used in a tenth of a second, and beside for who waits already, who does not hold what he gets; what is not
 * used is given back.
 */
final class Hot {
    /** Redis forgets a lease after this, from its answer on; we from our question on, which is earlier. */
    private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How many answers about leases one waits for before Redis is asked for him alone. */
    private static final int ANSWERS_MAX = 4;

    /** For so long a refusal is passed on to others: they began to wait before it was said. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Given back so long before Redis forgets it. */
    private static final long EARLY_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final Limit limit;
    private final byte[] name;
    private final long bound;
    private final LimitLanes lanes;
    private final Ticker ticker;
    private final AtomicLong units = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    /** Who waits for the answer about a lease. */
    private final Queue<Cell<Boolean>> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicLong awaited = new AtomicLong();

    private volatile long spanNanos;
    private volatile long half;
    private volatile long untilNanos;
    private volatile double takenMicros;
    private volatile @Nullable Renewal last;

    /** Which key of which limit. */
    record Key(String limit, String key) {}

    Hot(Limit limit, byte[] name, long bound, LimitLanes lanes, Ticker ticker) {
        this.limit = limit;
        this.name = name;
        this.bound = bound;
        this.lanes = lanes;
        this.ticker = ticker;
        this.spanNanos = ticker.nanos();
        this.untilNanos = spanNanos;
    }

    /**
     * Takes units on lease, for which it waits if they are on their way. Null if Redis is to be asked: this key is not asked
     * for often, or what is left is others'.
     */
    @Nullable
    Decision take(long cost) throws InterruptedException {
        asked.addAndGet(cost);
        for (int i = 0; i < ANSWERS_MAX; i++) {
            Decision decision = takeNow(cost, ticker.nanos());
            if (decision == null && i > 0) {
                decision = refusal(cost);
            }
            if (decision != null || !asking.get()) {
                return decision;
            }
            awaitRenewal(cost);
        }
        return null;
    }

    private @Nullable Decision takeNow(long cost, long now) {
        long left = untilNanos - now > 0 ? taken(cost) : -1;
        if (left < half && !asking.get()) {
            renew(now);
        }
        Renewal from = last;
        return left < 0 || from == null
                ? null
                : new Decision(true, from.known.remaining() + left, from.known.resetNanos(), 0, 0);
    }

    private void awaitRenewal(long cost) throws InterruptedException {
        Cell<Boolean> cell = new Cell<>();
        awaited.addAndGet(cost);
        waiting.add(cell);
        if (!asking.get()) { // it may have come before we stood in the queue
            cell.complete(true);
        }
        try {
            cell.join();
        } finally {
            awaited.addAndGet(-cost);
        }
    }

    private void answered() {
        asking.set(false);
        Cell<Boolean> next;
        while ((next = waiting.poll()) != null) {
            next.complete(true);
        }
    }

    /** What Redis has just said holds for all who waited for it. Null if it has room, or has not answered. */
    private @Nullable Decision refusal(long cost) {
        Renewal from = last;
        boolean fresh = from != null && ticker.nanos() - from.answeredNanos < FRESH_NANOS;
        return from == null || !fresh || from.known.remaining() >= cost ? null : from.refusal(cost);
    }

    /** How many are left after taking, or -1 if there are not enough. */
    private long taken(long cost) {
        while (true) {
            long before = units.get();
            if (before < cost) {
                return -1;
            }
            if (units.compareAndSet(before, before - cost)) {
                return before - cost;
            }
        }
    }

    void putBack(long cost) {
        units.addAndGet(cost);
    }

    /** Asks for as much as is used in a tenth of a second, if that is worth a lease. */
    private void renew(long now) {
        long span = now - spanNanos;
        long wanted = span <= 0 ? 0 : (long) Math.min((double) bound, (double) asked.get() * SPAN_NANOS / span);
        if (span > SPAN_NANOS) {
            asked.set(0);
            spanNanos = now;
        }
        // The first of a span says nothing yet: it would take a lease for everybody who comes once.
        if (wanted < Leases.LEAST || (asked.get() < Leases.LEAST && span < SPAN_NANOS)) {
            return;
        }
        if (asking.compareAndSet(false, true)) {
            long held = untilNanos - now > 0 ? units.get() : units.getAndSet(0);
            lanes.submit(new Renewal(wanted, untilNanos - now > 0 ? held : 0, now));
        }
    }

    /** A question for a lease, whose answer nobody waits for. */
    private final class Renewal extends LimitGroup {
        private final long sentNanos;
        private Decision known = new Decision(true, 0, 0, 0, 0);
        private long answeredNanos;

        private Renewal(long wanted, long held, long sentNanos) {
            super(List.of(new LimitAsk(
                    limit, name, Math.min(awaited.get(), Limit.AMOUNT_MAX), LimitAsk.Kind.LEASE, wanted, held)));
            this.sentNanos = sentNanos;
        }

        @Override
        void answered(LimitAnswers answers, int index) {
            super.answered(answers, index);
            if (!failed()) {
                known = decision(0);
                answeredNanos = ticker.nanos();
                last = this;
                takenMicros = answers.nowMicros();
                half = granted() / 2;
                untilNanos = sentNanos + LEASE_NANOS;
                units.addAndGet(granted());
            }
            Hot.this.answered();
        }

        @Override
        public boolean fail(Throwable cause) {
            boolean first = super.fail(cause);
            Hot.this.answered();
            return first;
        }
    }

    /** True if nobody has asked for a while: nothing is held then any more. */
    boolean isIdle(long now) {
        if (now - untilNanos > -EARLY_NANOS && !asking.get()) {
            giveBack();
        }
        return now - spanNanos > LEASE_NANOS && now - untilNanos > 0;
    }

    private void giveBack() {
        long unused = units.getAndSet(0);
        if (unused > 0) {
            lanes.submit(new LimitGroup(
                    List.of(new LimitAsk(limit, name, unused, LimitAsk.Kind.END_LEASE, takenMicros, 0))));
        }
    }

    /** Gives back what is not used. */
    void end() {
        giveBack();
        untilNanos = ticker.nanos();
    }
}
