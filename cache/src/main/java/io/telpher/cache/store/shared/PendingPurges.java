package io.telpher.cache.store.shared;

import io.telpher.cache.store.Purge;
import io.telpher.core.Failure;
import io.telpher.core.SharedObjects;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Purges on their way to where the responses are, in their order. While one waits nothing there may be used. If they become too many,
 * one of everything takes their place.
 */
final class PendingPurges {
    private static final int WAITING_MAX = 1_000;
    private static final int RECENT_MAX = 128;

    private final SharedObjects objects;
    private final Reach reach;
    private final Consumer<SharedObjects.Room> seen;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Purge> waiting = new ArrayDeque<>();
    private final Deque<Noted> recent = new ArrayDeque<>();
    private volatile int size; // of what waits

    /** One that was done, and the room's moment then. */
    private record Noted(Purge purge, long moment) {}

    PendingPurges(SharedObjects objects, Reach reach, Consumer<SharedObjects.Room> seen) {
        this.objects = objects;
        this.reach = reach;
        this.seen = seen;
    }

    /** One more. @return how many entries it removed or made stale; 0 if it waits */
    long add(Purge what) throws Failure, InterruptedException {
        lock.lock();
        try {
            if (waiting.size() >= WAITING_MAX) {
                waiting.clear();
                waiting.add(new Purge(Purge.Scope.ALL, "", false));
            } else {
                waiting.add(what);
            }
            size = waiting.size();
            return send();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    int size() {
        return size;
    }

    /** True if none waits, any more. */
    boolean none() throws Failure, InterruptedException {
        if (size == 0) {
            return true;
        }
        if (!lock.tryLock()) {
            return false;
        }
        try {
            send();
            return size == 0;
        } finally {
            lock.unlock();
        }
    }

    private long send() throws Failure, InterruptedException {
        long count = 0;
        for (Purge next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!reach.mayAsk()) {
                return 0;
            }
            SharedObjects.Done done = objects.purge(scope(next), name(next), next.soft());
            reach.answered();
            seen.accept(done.room());
            waiting.remove();
            size = waiting.size();
            note(new Noted(next, done.room().moment()));
            count = done.count();
        }
        return count;
    }

    private void note(Noted one) {
        synchronized (recent) {
            recent.addLast(one);
            if (recent.size() > RECENT_MAX) {
                recent.removeFirst();
            }
        }
    }

    /** True if one of ours since a moment means something. The room itself knows better. */
    boolean since(long moment, Predicate<Purge> means) {
        synchronized (recent) {
            return recent.stream().anyMatch(each -> each.moment > moment && means.test(each.purge));
        }
    }

    private static SharedObjects.Scope scope(Purge purge) {
        return switch (purge.scope()) {
            case URI -> SharedObjects.Scope.NAME;
            case PREFIX -> SharedObjects.Scope.PREFIX;
            case TAG, GROUP -> SharedObjects.Scope.LABEL;
            case ALL -> SharedObjects.Scope.ALL;
        };
    }

    private static String name(Purge purge) {
        return switch (purge.scope()) {
            case URI, PREFIX, ALL -> purge.name();
            case TAG -> Terms.tag(purge.name());
            case GROUP -> Terms.group(purge.name());
        };
    }
}
