package io.telpher.resilience.retry;

import io.telpher.core.metrics.Counter;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many further attempts are made, all calls together: a share of the calls, and a few per second besides. So an outage
 * is multiplied by 1 + share at most, whatever each call might do alone.
 *
 * <p>Credit that is not used fades with a time constant of {@link #FADING_NANOS}: what counts is the traffic of the last
 * seconds. In any stretch of time no more attempts are granted than the credit at its beginning, and the share of the calls and
 * of the seconds within it. No locks; a call costs a counter and a comparison.
 */
public final class RetryBudget {
    /** How long credit lasts, roughly. */
    public static final long FADING_NANOS = 10_000_000_000L;

    /** How often calls become credit, if nobody asks. */
    private static final long SETTLE_NANOS = 100_000_000L;

    private final double share;
    private final double freeMax;
    private final Counter calls = new Counter();
    private final AtomicReference<Account> account;

    /**
     * What stands at one moment.
     *
     * @param atNanos the moment
     * @param calls how many calls have become credit
     * @param credit how many attempts may be made
     */
    private record Account(long atNanos, long calls, double credit) {}

    /**
     * A budget, with the credit of one second.
     *
     * @param share how many further attempts each call pays for, such as 0.2
     * @param perSecond how many are free
     * @param nowNanos the time
     */
    public RetryBudget(double share, int perSecond, long nowNanos) {
        this.share = share;
        this.freeMax = perSecond * (FADING_NANOS / 1e9);
        this.account = new AtomicReference<>(new Account(nowNanos, 0, perSecond));
    }

    /** A call comes in: a first attempt, which pays for part of another. */
    public void call(long nowNanos) {
        calls.increment();
        Account known = account.get();
        if (nowNanos - known.atNanos > SETTLE_NANOS) {
            account.compareAndSet(known, settle(known, nowNanos));
        }
    }

    /** Takes one further attempt. @return false if none is left */
    public boolean take(long nowNanos) {
        while (true) {
            Account known = account.get();
            Account now = settle(known, nowNanos);
            if (now.credit < 1) {
                return false;
            }
            if (account.compareAndSet(known, new Account(now.atNanos, now.calls, now.credit - 1))) {
                return true;
            }
        }
    }

    /** Gives back what was taken for an attempt that was not made. */
    public void giveBack() {
        account.updateAndGet(known -> new Account(known.atNanos, known.calls, known.credit + 1));
    }

    /** How many could be taken now. */
    public double credit(long nowNanos) {
        return settle(account.get(), nowNanos).credit;
    }

    private Account settle(Account known, long nowNanos) {
        long passed = Math.max(0, nowNanos - known.atNanos);
        long sum = calls.value();
        double kept = Math.exp(-(double) passed / FADING_NANOS);
        double credit = (known.credit + share * (sum - known.calls)) * kept + freeMax * (1 - kept);
        return new Account(known.atNanos + passed, sum, credit);
    }
}
