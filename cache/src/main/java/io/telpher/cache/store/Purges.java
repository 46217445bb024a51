package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;

/**
 * The last purges in their order, so that what was asked for before one, and comes after it, is not stored. Of purges that
 * are long past nothing is known but that they were: then it is not stored either. Safe for several threads.
 */
public final class Purges {
    private static final int KEPT = 1_024;

    private final Purge[] last = new Purge[KEPT];
    private volatile long count;

    /** How many there were: a point in time. */
    public long moment() {
        return count;
    }

    /** One more. To be noted before anything is removed. */
    public synchronized void note(Purge purge) {
        last[(int) (count % KEPT)] = purge;
        count++;
    }

    /** True if something of this key with these labels was purged since. */
    public boolean since(long moment, CacheKey key, Labels labels) {
        return moment != count && slow(moment, key, labels);
    }

    private synchronized boolean slow(long moment, CacheKey key, Labels labels) {
        if (count - moment > KEPT) {
            return true;
        }
        for (long i = moment; i < count; i++) {
            if (last[(int) (i % KEPT)].means(key, labels)) {
                return true;
            }
        }
        return false;
    }
}
