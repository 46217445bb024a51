package io.telpher.resilience.limit;

import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A part of a limit's keys, behind a lock that is held for less than a microsecond but when the table grows, and on which
 * nobody parks: event loops come here.
 *
 * <p>The table grows as keys come, up to its bound. A key has its place in one of two groups of eight, by its hash. One
 * that has its whole quota again is as good as forgotten: another takes its place. When the table is full of keys that
 * have not, a new one goes to the place of the one that has used least, <em>and takes over what that has used</em>. So no
 * key ever gets more than its limit because of others, however many an attacker comes by; what he can do with more
 * addresses than the table has places is that new ones have less than their quota.
 */
final class Shard {
    private static final int GROUP = 8;
    private static final int FIRST_SIZE = 2 * GROUP;
    private static final int SPINS = 64;
    private static final AtomicLong ORDER = new AtomicLong();
    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(Shard.class, "locked", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Whoever locks several locks them in this order. */
    final long order = ORDER.getAndIncrement();

    private final int sizeMax;
    private final Counter shared;

    @SuppressWarnings("unused") // through LOCKED
    private int locked;

    private long[] hashes;
    private Tallies tallies;

    /**
     * Nobody has been seen.
     *
     * @param sizeMax how many places it may have, a power of two from 16
     * @param shared counts the keys that had to take over what another had used
     */
    Shard(Limit limit, int sizeMax, Counter shared) {
        this.sizeMax = sizeMax;
        this.shared = shared;
        this.hashes = new long[FIRST_SIZE];
        this.tallies = Tallies.of(limit, FIRST_SIZE);
    }

    void lock() {
        int spins = 0;
        while (!LOCKED.compareAndSet(this, 0, 1)) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // whoever holds it was taken off its core
            }
        }
    }

    void unlock() {
        LOCKED.setRelease(this, 0);
    }

    /** What is remembered, in the slots that {@link #slot} says. Only under the lock, as all that follows. */
    Tallies tallies() {
        return tallies;
    }

    /** The slot of a key that has one, or -1. */
    int find(long hash) {
        int slot = find(first(hash), hash);
        return slot >= 0 ? slot : find(second(hash), hash);
    }

    private int find(int group, long hash) {
        for (int i = group; i < group + GROUP; i++) {
            if (hashes[i] == hash) {
                return i;
            }
        }
        return -1;
    }

    private int first(long hash) {
        return (int) hash & hashes.length - 1 & -GROUP;
    }

    private int second(long hash) {
        return (int) (hash >>> 32) & hashes.length - 1 & -GROUP;
    }

    /** The slot of a key, which is given one if it has none. */
    int slot(long hash, long now) {
        int known = find(hash);
        if (known >= 0) {
            return known;
        }
        int slot = leastUsed(hash, now);
        while (inUse(slot, now) && hashes.length < sizeMax) {
            grow(now);
            slot = leastUsed(hash, now);
        }
        if (inUse(slot, now)) {
            shared.increment();
        } else {
            tallies.begin(slot, now);
        }
        hashes[slot] = hash;
        return slot;
    }

    private boolean inUse(int slot, long now) {
        return hashes[slot] != 0 && tallies.used(slot, now) > 0;
    }

    /** Of the two groups that with more places left, so that both fill evenly; a place of the one that has used least there. */
    private int leastUsed(long hash, long now) {
        int first = first(hash);
        int second = second(hash);
        int more = left(second, now) - left(first, now);
        int one = leastUsed(first, now);
        int other = leastUsed(second, now);
        return more > 0 || (more == 0 && used(other, now) < used(one, now)) ? other : one;
    }

    private int left(int group, long now) {
        int left = 0;
        for (int i = group; i < group + GROUP; i++) {
            left += used(i, now) == 0 ? 1 : 0;
        }
        return left;
    }

    private int leastUsed(int group, long now) {
        int least = group;
        for (int i = group + 1; i < group + GROUP; i++) {
            if (used(i, now) < used(least, now)) {
                least = i;
            }
        }
        return least;
    }

    private long used(int slot, long now) {
        return hashes[slot] == 0 ? 0 : tallies.used(slot, now);
    }

    /** Twice as many places; whoever has the whole quota again is left behind. */
    private void grow(long now) {
        long[] before = hashes;
        Tallies from = tallies;
        hashes = new long[2 * before.length];
        tallies = from.ofSize(hashes.length);
        for (int i = 0; i < before.length; i++) {
            long hash = before[i];
            if (hash != 0 && from.used(i, now) > 0) {
                // Each group becomes two, so there is room for all that were in it.
                boolean atFirst = (i & -GROUP) == ((int) hash & before.length - 1 & -GROUP);
                int slot = leastUsed(atFirst ? first(hash) : second(hash), now);
                hashes[slot] = hash;
                tallies.move(slot, from, i);
            }
        }
    }

    /** How many places there are. */
    int size() {
        return hashes.length;
    }
}
