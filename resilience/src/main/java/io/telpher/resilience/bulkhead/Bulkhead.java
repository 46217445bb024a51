package io.telpher.resilience.bulkhead;

import io.telpher.core.Priority;
import io.telpher.core.Waiter;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * So many places, and a room in which so many wait for one. Who comes takes a place if there is one and nobody waits; else he
 * waits; if the room is full, whoever in it has the lowest priority makes room for one of a higher, or he is refused. The last
 * fifth of the places is not for {@link Priority#LOW}; {@link Priority#CRITICAL} is never refused.
 *
 * <p>Safe for many threads. It takes no lock: places are given back on event loops, which never wait. Who gives a place back
 * wakes the next who waits.
 */
public final class Bulkhead {
    private static final int LOW_PERCENT = 80;
    private static final long UNTIMED = Long.MIN_VALUE;

    private final Waiter waiter;
    private final BulkheadEvents events;
    private final AtomicInteger used = new AtomicInteger();
    private final WaitingRoom room = new WaitingRoom();
    private volatile BulkheadConfig config;
    private volatile @Nullable Gradient gradient;

    /** Nobody is in it. */
    public Bulkhead(BulkheadConfig config, Waiter waiter, BulkheadEvents events) {
        this.config = config;
        this.waiter = waiter;
        this.events = events;
        this.gradient = gradient(config);
        events.limited(limit());
    }

    private @Nullable Gradient gradient(BulkheadConfig of) {
        BulkheadConfig.Adaptive adaptive = of.adaptive();
        return adaptive == null
                ? null
                : new Gradient(
                        of.concurrent(),
                        adaptive.min(),
                        adaptive.max(),
                        waiter.ticker().nanos());
    }

    /** Takes another configuration. Whoever is in it or waits stays. */
    public void configure(BulkheadConfig next) {
        BulkheadConfig before = config;
        if (next.equals(before)) {
            return;
        }
        config = next;
        if (next.adaptive() == null || !next.adaptive().equals(before.adaptive())) {
            gradient = gradient(next);
        }
        events.limited(limit());
        grant();
    }

    /** How many places there are now. */
    public int limit() {
        Gradient found = gradient;
        return found == null ? config.concurrent() : found.limit();
    }

    /** How many are taken. */
    public int used() {
        return used.get();
    }

    /** How many wait. */
    public int waiting() {
        return room.size();
    }

    /**
     * Takes a place, at once or after a while.
     *
     * @return true if there was one: it is to be given back by {@link #leave}
     */
    boolean enter(Priority priority) throws InterruptedException {
        if (priority == Priority.CRITICAL) {
            used.incrementAndGet();
            return true;
        }
        return (room.isEmpty() && take(priority)) || await(priority);
    }

    private boolean take(Priority priority) {
        int places = places(priority);
        int now;
        do {
            now = used.get();
            if (now >= places) {
                return false;
            }
        } while (!used.compareAndSet(now, now + 1));
        return true;
    }

    private int places(Priority priority) {
        int all = limit();
        return priority == Priority.LOW ? Math.max(1, (int) ((long) all * LOW_PERCENT / 100)) : all;
    }

    private boolean await(Priority priority) throws InterruptedException {
        BulkheadConfig rules = config;
        Turn turn = room.come(priority, rules.waiting());
        if (turn == null) {
            return refuse(priority, BulkheadEvents.Why.FULL);
        }
        events.waits(1);
        try {
            grant(); // a place that was given back before we stood in the room has woken nobody
            waiter.await(turn, rules.patience().toNanos());
        } catch (InterruptedException e) {
            if (!room.leave(turn) && turn.granted()) {
                leave();
            }
            throw e;
        } finally {
            events.waits(-1);
        }
        if (room.leave(turn)) {
            return refuse(priority, BulkheadEvents.Why.WAITED);
        }
        return turn.granted() || refuse(priority, BulkheadEvents.Why.DISPLACED);
    }

    private boolean refuse(Priority priority, BulkheadEvents.Why why) {
        events.refused(priority, why);
        return false;
    }

    /** Gives a place back. Never blocks. */
    void leave() {
        used.decrementAndGet();
        grant();
    }

    /** When a call begins, if the limit is one that is found. */
    long began() {
        return gradient == null ? UNTIMED : waiter.ticker().nanos();
    }

    /** A call that began then has a reply. */
    void answered(long beganNanos) {
        Gradient found = gradient;
        if (found == null || beganNanos == UNTIMED) {
            return;
        }
        long now = waiter.ticker().nanos();
        if (found.answered(now - beganNanos, used.get(), now)) {
            events.limited(found.limit());
            grant();
        }
    }

    /** That a call failed, for a limit that is found. */
    void failed() {
        Gradient found = gradient;
        if (found != null && found.failed(waiter.ticker().nanos())) {
            events.limited(found.limit());
        }
    }

    /** Gives free places to those who wait, the highest priority first. */
    private void grant() {
        while (true) {
            Priority next = room.next();
            if (next == null || !take(next)) {
                return;
            }
            if (!room.call(next)) {
                used.decrementAndGet(); // he has left: look again, for whoever gave a place back meanwhile saw it taken
            }
        }
    }
}
