package io.telpher.cache.store.shared;

import io.telpher.core.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether it is worth asking: who did not answer is left alone for a second, and then one asks first. Safe for several threads. */
final class Reach {
    private static final long ASIDE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ticker ticker;
    private final ObjectEvents events;
    private volatile @Nullable Aside aside;

    /** Left alone until then; {@code tried} once somebody asks again. */
    private record Aside(long untilNanos, boolean tried) {}

    Reach(Ticker ticker, ObjectEvents events) {
        this.ticker = ticker;
        this.events = events;
    }

    /** Whether the caller may ask. He says how it went. */
    boolean mayAsk() {
        return aside == null || first();
    }

    private synchronized boolean first() {
        Aside now = aside;
        if (now == null) {
            return true;
        }
        if (now.tried || ticker.nanos() - now.untilNanos < 0) {
            return false;
        }
        aside = new Aside(now.untilNanos, true);
        return true;
    }

    void answered() {
        if (aside != null && cleared()) {
            events.back();
        }
    }

    private synchronized boolean cleared() {
        boolean was = aside != null;
        aside = null;
        return was;
    }

    /** The one who asked did not wait for an answer. */
    synchronized void gaveUp() {
        Aside now = aside;
        aside = now == null ? null : new Aside(now.untilNanos, false);
    }

    void failed(String why) {
        if (left()) {
            events.away(why);
        }
    }

    private synchronized boolean left() {
        boolean first = aside == null;
        aside = new Aside(ticker.nanos() + ASIDE_NANOS, false);
        return first;
    }
}
