package io.telpher.balance.health;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import org.jspecify.annotations.Nullable;

/** One endpoint on its way out: since when, and what is still to come. Its {@link Peers}' own, as its seat is. */
final class Drain {
    private static final long AGAIN_NANOS = 1_000_000_000L;

    final long beganNanos;
    DrainStep step = DrainStep.ASKED;
    int forced;
    private @Nullable Subscription warning;
    private @Nullable Subscription forcing;

    Drain(long beganNanos) {
        this.beganNanos = beganNanos;
    }

    /** Has time tell when it takes long, and when it takes too long. */
    void arm(DrainConfig config, Timers timers, Runnable late, Runnable tooLate) {
        warning = timers.after(config.time().toNanos(), late);
        forceAfter(config, timers, tooLate);
    }

    /** The same for the end only. */
    void forceAfter(DrainConfig config, Timers timers, Runnable tooLate) {
        if (config.force() != null) {
            forcing = timers.after(config.force().toNanos(), tooLate);
        }
    }

    /** Has it told again soon that it takes too long. */
    void again(Timers timers, Runnable tooLate) {
        forcing = timers.after(AGAIN_NANOS, tooLate);
    }

    boolean over() {
        return step == DrainStep.REMOVED;
    }

    void disarm() {
        close(warning);
        close(forcing);
    }

    private static void close(@Nullable Subscription subscription) {
        if (subscription != null) {
            subscription.close();
        }
    }
}
