package io.telpher.resilience.breaker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a breaker's life in one state. Each belongs to one {@link Breaker}, which is told when it has come to its
 * end; what calls say that began in an earlier phase is not heard any more.
 */
sealed interface Phase {

    BreakerState state();

    /** Calls pass and are counted. It is the permit of all of them, so that a call costs no object. */
    final class Closed extends Permit implements Phase {
        private final Breaker breaker;
        private final BreakerConfig config;
        private final Window window;

        Closed(Breaker breaker, BreakerConfig config, long nowNanos) {
            this.breaker = breaker;
            this.config = config;
            this.window = new Window(config.window().toNanos(), nowNanos);
        }

        @Override
        public BreakerState state() {
            return BreakerState.CLOSED;
        }

        @Override
        void succeeded(long nowNanos) {
            window.add(false, nowNanos);
        }

        @Override
        public void failed(long nowNanos, String why) {
            window.add(true, nowNanos);
            Window.Count count = window.count(nowNanos);
            if (count.reaches(config)) {
                breaker.open(this, config, nowNanos, count, why);
            }
        }

        @Override
        public void answered() {}

        @Override
        public void abandoned() {}

        @Override
        long now() {
            return breaker.now();
        }

        Window.Count count(long nowNanos) {
            return window.count(nowNanos);
        }
    }

    /** Calls are refused until a moment. */
    record Open(long untilNanos) implements Phase {
        @Override
        public BreakerState state() {
            return BreakerState.OPEN;
        }
    }

    /** So many calls at once may try. */
    final class HalfOpen implements Phase {
        private final Breaker breaker;
        private final BreakerConfig config;
        private final AtomicReferenceArray<@Nullable Probe> places;
        private final AtomicInteger successes = new AtomicInteger();

        HalfOpen(Breaker breaker, BreakerConfig config) {
            this.breaker = breaker;
            this.config = config;
            this.places = new AtomicReferenceArray<>(config.probes());
        }

        @Override
        public BreakerState state() {
            return BreakerState.HALF_OPEN;
        }

        /** Whether a place is free, or held by a call that has had its time. */
        boolean admits(long nowNanos) {
            for (int i = 0; i < places.length(); i++) {
                Probe probe = places.get(i);
                if (probe == null || probe.settled(nowNanos) || probe.overdue(nowNanos)) {
                    return true;
                }
            }
            return false;
        }

        @Nullable
        Probe probe(long nowNanos) {
            for (int i = 0; i < places.length(); i++) {
                Probe before = places.get(i);
                if (before != null && before.settled(nowNanos)) {
                    before.succeeded(nowNanos); // leaves its place, and may close the breaker
                    before = null;
                }
                if (before == null || before.overdue(nowNanos)) {
                    Probe probe = new Probe(this, i, nowNanos);
                    if (places.compareAndSet(i, before, probe)) {
                        return probe;
                    }
                }
            }
            return null;
        }
    }

    /** A call that tries. What it says counts once, but for bad news, which always does. */
    final class Probe extends Permit {
        private static final int WAITING = 0;
        private static final int TOLD = 1;

        private final HalfOpen phase;
        private final int place;
        private final long sinceNanos;
        private final AtomicInteger told = new AtomicInteger(WAITING);
        private volatile long answeredNanos;
        private volatile boolean answers;

        private Probe(HalfOpen phase, int place, long sinceNanos) {
            this.phase = phase;
            this.place = place;
            this.sinceNanos = sinceNanos;
        }

        /** Has been answering well for as long as the window is: a stream of events must not keep the breaker half open. */
        boolean settled(long nowNanos) {
            return answers && nowNanos - answeredNanos >= phase.config.window().toNanos();
        }

        /** Takes so long to answer that another may try as well. */
        boolean overdue(long nowNanos) {
            return !answers && nowNanos - sinceNanos >= phase.config.open().toNanos();
        }

        @Override
        public void answered() {
            answeredNanos = now();
            answers = true;
        }

        @Override
        void succeeded(long nowNanos) {
            if (leave() && phase.successes.incrementAndGet() >= phase.config.successes()) {
                phase.breaker.close(phase, nowNanos, phase.config.successes());
            }
        }

        @Override
        public void failed(long nowNanos, String why) {
            told.set(TOLD); // bad news counts, whatever it was taken for meanwhile
            places().compareAndSet(place, this, null);
            phase.breaker.open(phase, phase.config, nowNanos, null, why);
        }

        @Override
        public void abandoned() {
            leave();
        }

        private boolean leave() {
            places().compareAndSet(place, this, null);
            return told.compareAndSet(WAITING, TOLD);
        }

        private AtomicReferenceArray<@Nullable Probe> places() {
            return phase.places;
        }

        @Override
        long now() {
            return phase.breaker.now();
        }
    }
}
