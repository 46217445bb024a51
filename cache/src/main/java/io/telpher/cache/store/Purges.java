package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The last purges in their order, so that what was asked for before one, and comes after it, is not stored. Those of a URI,
 * which every request that changes something makes, are kept by a hash of it: a few others seem to be purged with it. Of the
 * rest the last {@value #KEPT} are known; if there were more since, it might have been anything. Safe for several threads.
 */
public final class Purges {
    private static final int KEPT = 1_024;
    private static final int PLACES = 4_096;

    private final AtomicLongArray uris = new AtomicLongArray(PLACES);
    private final Purge[] rest = new Purge[KEPT];
    private final long[] numbers = new long[KEPT];
    private int rests;
    private volatile long lastRest;
    private volatile long count;

    /** How many there were: a point in time. */
    public long moment() {
        return count;
    }

    /** When the last one was that may have been of this key. As a point in time it is as good as the present, for this key. */
    public long moment(CacheKey key) {
        return Math.max(uris.get(index(key.uri())), lastRest);
    }

    /** One more. To be noted before anything is removed. */
    public synchronized void note(Purge purge) {
        long number = count + 1;
        if (purge.scope() == Purge.Scope.URI) {
            uris.set(index(purge.name()), number);
        } else {
            rest[rests % KEPT] = purge;
            numbers[rests % KEPT] = number;
            rests = rests + 1 == 2 * KEPT ? KEPT : rests + 1;
            lastRest = number;
        }
        count = number;
    }

    /** True if something of this key with these labels was purged since, or perhaps was. */
    public boolean since(long moment, CacheKey key, Labels labels) {
        return moment != count
                && (uris.get(index(key.uri())) > moment || (lastRest > moment && slow(moment, key, labels)));
    }

    private synchronized boolean slow(long moment, CacheKey key, Labels labels) {
        int known = Math.min(rests, KEPT);
        for (int i = 1; i <= known; i++) {
            int at = (rests - i) % KEPT;
            if (numbers[at] <= moment) {
                return false;
            }
            if (rest[at].means(key, labels)) {
                return true;
            }
        }
        return known == KEPT; // all that are known are younger, and there were others
    }

    private static int index(String uri) {
        int hash = uri.hashCode() * 0x9e3779b1;
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
