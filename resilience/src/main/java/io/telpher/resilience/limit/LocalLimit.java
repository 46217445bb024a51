package io.telpher.resilience.limit;

import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Counter;

/**
 * A limit, counted in this process for each of its keys, of which a bounded number is told apart (see {@link Shard}).
 *
 * <p>Memory is taken as keys come. Measured for a table of a million places that is nine tenths full, for each key: 18 bytes
 * by a bucket or queue, 27 by a window, by a log 63 for one unit and 443 for a hundred. One new key in a hundred then shared
 * another's place.
 */
public final class LocalLimit {
    /** How many keys are told apart if nothing else is said. */
    public static final int KEYS_DEFAULT = 65_536;

    /** How many keys can be told apart at most. */
    public static final int KEYS_MAX = 100_000_000;

    private static final int SHARD_KEYS = 1_024;
    private static final int SHARDS_MAX = 1 << 17;
    private static final int SHARD_KEYS_MIN = 16;

    private final Limit limit;
    private final KeyHash hash;
    private final Shard[] shards;
    private final Counter shared;

    /**
     * Nobody has been seen.
     *
     * @param keysMax how many keys are told apart at most, rounded up to a power of two
     * @param shared counts the keys that had to take over what another had used, because too many came
     */
    public LocalLimit(Limit limit, int keysMax, Counter shared) {
        this(limit, keysMax, shared, new KeyHash());
    }

    LocalLimit(Limit limit, int keysMax, Counter shared, KeyHash hash) {
        this.shared = shared;
        this.limit = limit;
        this.hash = hash;
        int keys = Math.max(SHARD_KEYS_MIN, power(keysMax));
        this.shards = new Shard[Math.clamp(keys / SHARD_KEYS, 1, SHARDS_MAX)];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard(limit, keys / shards.length, shared);
        }
    }

    private static int power(int keys) {
        if (keys < 1 || keys > KEYS_MAX) {
            throw new IllegalArgumentException("a limit tells 1 to " + KEYS_MAX + " keys apart");
        }
        return keys == 1 ? 1 : Integer.highestOneBit(keys - 1) << 1;
    }

    /** The limit. */
    public Limit limit() {
        return limit;
    }

    /** The number by which it knows a key. */
    long hash(String key) {
        return hash.of(key);
    }

    /** Where a key is. */
    Shard shard(long hashed) {
        // Bits that choose no group within it.
        return shards[(int) (hashed >>> 47) & shards.length - 1];
    }

    /** Takes so many units of a key's quota, if there are. */
    public Decision take(String key, long cost, long now) {
        return take(key, cost, Check.PATIENT, now);
    }

    /** The same for who waits for a turn no longer than {@code patience}. */
    public Decision take(String key, long cost, long patience, long now) {
        long hashed = hash(key);
        Shard shard = shard(hashed);
        shard.lock();
        try {
            int slot = shard.slot(hashed, now); // before its tallies are asked for: it may make new ones
            return shard.tallies().tryTake(slot, cost, patience, now);
        } finally {
            shard.unlock();
        }
    }

    /** Gives back what was taken {@code then}, for an answer that nobody got. */
    public void giveBack(String key, long cost, long then) {
        long hashed = hash(key);
        Shard shard = shard(hashed);
        shard.lock();
        try {
            int slot = shard.find(hashed);
            if (slot >= 0) {
                shard.tallies().giveBack(slot, cost, then);
            }
        } finally {
            shard.unlock();
        }
    }

    /** For how many keys there is room now. */
    public long room() {
        long sum = 0;
        for (Shard shard : shards) {
            shard.lock();
            sum += shard.size();
            shard.unlock();
        }
        return sum;
    }
}
