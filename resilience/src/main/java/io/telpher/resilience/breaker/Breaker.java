package io.telpher.resilience.breaker;

import io.telpher.core.Ticker;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The memory of how somebody has answered of late, and the decision whether he is asked. Closed, calls pass; if enough of
 * them fail it is open, and calls are refused; after a while it is half open, and a few calls try; if enough of those go
 * well in a row it is closed again, and at the first that fails open.
 *
 * <p>Safe for many threads: it takes no lock, and a call on a closed breaker allocates nothing.
 */
public final class Breaker {
    private final Ticker ticker;
    private final BreakerEvents events;
    private final AtomicReference<Phase> phase;
    private volatile BreakerConfig config;

    /** A closed breaker. */
    public Breaker(BreakerConfig config, Ticker ticker, BreakerEvents events) {
        this.config = config;
        this.ticker = ticker;
        this.events = events;
        this.phase = new AtomicReference<>(new Phase.Closed(this, config, ticker.nanos()));
    }

    /**
     * How a breaker stands.
     *
     * @param state where it stands
     * @param calls those that have ended within the window, while it is closed
     * @param failures those of them that have failed
     * @param waitNanos how long it still refuses calls
     */
    public record Standing(BreakerState state, int calls, int failures, long waitNanos) {}

    /** Takes another configuration. What is open stays open for as long as it was to be. */
    public void configure(BreakerConfig next) {
        if (next.equals(config)) {
            return;
        }
        config = next;
        Phase now = phase.get();
        if (now instanceof Phase.Closed) {
            phase.compareAndSet(now, new Phase.Closed(this, next, now()));
        }
    }

    /** Leave for a call, or null if it is refused. */
    public @Nullable Permit admit() {
        while (true) {
            switch (phase.get()) {
                case Phase.Closed closed -> {
                    return closed;
                }
                case Phase.Open open -> {
                    if (open.untilNanos() - now() > 0) {
                        return null;
                    }
                    move(open, new Phase.HalfOpen(this, config), null, "");
                }
                case Phase.HalfOpen half -> {
                    Permit probe = half.probe(now());
                    if (phase.get() == half) {
                        return probe;
                    }
                }
            }
        }
    }

    /** Whether a call would be given leave now. */
    public boolean admits() {
        return switch (phase.get()) {
            case Phase.Closed _ -> true;
            case Phase.Open open -> open.untilNanos() - now() <= 0;
            case Phase.HalfOpen half -> half.admits(now());
        };
    }

    /** How long calls are still refused, 0 if they are not, or nobody knows. */
    public long waitNanos() {
        return phase.get() instanceof Phase.Open open ? Math.max(0, open.untilNanos() - now()) : 0;
    }

    /** How it stands now. */
    public Standing standing() {
        Phase now = phase.get();
        Window.Count count = now instanceof Phase.Closed closed ? closed.count(now()) : new Window.Count(0, 0);
        return new Standing(now.state(), count.calls(), count.failures(), waitNanos());
    }

    BreakerEvents events() {
        return events;
    }

    long now() {
        return ticker.nanos();
    }

    void open(Phase from, BreakerConfig by, long nowNanos, Window.@Nullable Count count, String why) {
        move(from, new Phase.Open(nowNanos + by.open().toNanos()), count, why);
    }

    void close(Phase from, long nowNanos, int successes) {
        move(from, new Phase.Closed(this, config, nowNanos), null, successes + " in a row went well");
    }

    private void move(Phase from, Phase to, Window.@Nullable Count count, String why) {
        if (!phase.compareAndSet(from, to)) {
            return; // another was first, and tells
        }
        String counted =
                count == null ? why : count.failures() + " of " + count.calls() + " calls failed, the last: " + why;
        long openNanos = to instanceof Phase.Open ? waitNanos() : 0;
        events.moved(new BreakerEvents.Change(from.state(), to.state(), counted, openNanos));
    }
}
