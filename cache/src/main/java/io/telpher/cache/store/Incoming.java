package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Storable;
import io.telpher.http.Ranges;
import org.jspecify.annotations.Nullable;

/**
 * What is to be stored: a response, or a part of one.
 *
 * @param key under which it will be found
 * @param what it will be
 * @param length of the content that comes, or {@link io.telpher.http.Body#UNKNOWN}
 * @param moment when its origin was asked
 * @param onto the response that it is a part of, if others of that are stored; else null
 * @param first where in the whole content the first byte that comes belongs
 */
public record Incoming<E extends Entry>(
        CacheKey key,
        Storable.Store what,
        long length,
        long moment,
        @Nullable E onto,
        long first) {

    /** A response, or the first part of one. */
    public static <E extends Entry> Incoming<E> response(CacheKey key, Storable.Store what, long length, long moment) {
        Held held = what.meta().held();
        long first = held == null ? 0 : held.ranges().getFirst().first();
        return new Incoming<>(key, what, length, moment, null, first);
    }

    /** A further part. */
    public static <E extends Entry> Incoming<E> part(E onto, Storable.Store now, Ranges.Range part, long moment) {
        return new Incoming<>(onto.key(), now, part.length(), moment, onto, part.first());
    }
}
