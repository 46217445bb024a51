package io.telpher.cache.rules;

import io.telpher.http.EntityTags;
import io.telpher.http.Preconditions;
import io.telpher.http.Ranges;
import org.jspecify.annotations.Nullable;

/**
 * All that is decided by of a stored response, read from its fields once, when it was stored: whether it is fresh costs a
 * subtraction and a comparison. Times are milliseconds of a clock that does not step while the process lives (the wall's time
 * at its start, and a ticker from there), so that they mean something to the next process as well.
 *
 * @param status of the response: 206 is stored as the 200 that it is a part of
 * @param flags see the constants
 * @param storedMillis when it was received, or validated
 * @param initialAgeMillis how old it was then (RFC 9111 §4.2.3)
 * @param lifetimeMillis for how long it is fresh, from age 0 on
 * @param whileRevalidateMillis how stale it may be served while it is validated
 * @param onErrorMillis how stale when its origin answers with an error
 * @param onFailureMillis how stale when there is no answer
 * @param dateSeconds its {@code Date}, or when it was received
 * @param modifiedSeconds its {@code Last-Modified}, or null
 * @param size of the whole representation, or -1 if its end was not known when this was made
 * @param etag its entity tag, or null
 * @param variant the requests that it answers
 * @param held the parts that are here, or null if it is complete
 */
public record StoredMeta(
        int status,
        int flags,
        long storedMillis,
        long initialAgeMillis,
        long lifetimeMillis,
        long whileRevalidateMillis,
        long onErrorMillis,
        long onFailureMillis,
        long dateSeconds,
        @Nullable Long modifiedSeconds,
        long size,
        @Nullable String etag,
        Variant variant,
        @Nullable Held held) {
    /** It is never used without being validated. */
    public static final int NO_CACHE = 1;
    /** Nothing excuses its being served stale: {@code must-revalidate}, {@code proxy-revalidate}. */
    public static final int MUST_REVALIDATE = 1 << 1;
    /** Only its own words excuse it: {@code s-maxage}. */
    public static final int SHARED_LIFETIME = 1 << 2;
    /** It does not change while it is fresh (RFC 8246). */
    public static final int IMMUTABLE = 1 << 3;
    /** Nobody said for how long it is fresh: a rule of ours did. */
    public static final int HEURISTIC = 1 << 4;

    /** How far the clocks of two who ask at once may be apart. */
    static final long TOLERANCE_MILLIS = 1_000;

    private static final long UNKNOWN_AGE_MILLIS = 1L << 52;

    /** True if the flag is set. */
    public boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** How old it is. If the clock says that it was stored later than now, nobody knows: older than anything. */
    public long ageMillis(long nowMillis) {
        long resident = nowMillis - storedMillis;
        if (resident < 0) {
            return resident >= -TOLERANCE_MILLIS ? initialAgeMillis : UNKNOWN_AGE_MILLIS;
        }
        return Math.min(UNKNOWN_AGE_MILLIS, initialAgeMillis + resident);
    }

    /** True if it may be used without asking anybody (RFC 9111 §4.2). */
    public boolean fresh(long nowMillis) {
        return lifetimeMillis > ageMillis(nowMillis) && !is(NO_CACHE);
    }

    /** The time that it is fresh for, still; negative if it is stale. */
    public long remainingMillis(long nowMillis) {
        return lifetimeMillis - ageMillis(nowMillis);
    }

    /** True if all of its content is here. */
    public boolean complete() {
        return held == null;
    }

    /** What conditions of requests are judged by. */
    public Preconditions validators() {
        return new Preconditions(etag, modifiedSeconds);
    }

    /** True if its origin can say whether it is still right. */
    public boolean hasValidator() {
        return etag != null || modifiedSeconds != null;
    }

    /** The same, of which nothing is used any more without being validated: what invalidating does (§4.4). */
    public StoredMeta invalidated() {
        return with(flags | NO_CACHE | MUST_REVALIDATE, lifetimeMillis, size, held);
    }

    /** The same, stale from now on: what soft purging does. It may be served while it is validated, as if it had just become stale. */
    public StoredMeta staleFrom(long nowMillis) {
        return with(flags, Math.min(lifetimeMillis, ageMillis(nowMillis)), size, held);
    }

    /** The same by a clock that shows so much more. */
    public StoredMeta shifted(long millis) {
        return at(storedMillis + millis, initialAgeMillis);
    }

    /** The same as if it had been received now, from a cache that has it. It is as old and as fresh as before. */
    public StoredMeta received(long nowMillis) {
        return at(nowMillis, ageMillis(nowMillis));
    }

    private StoredMeta at(long stored, long age) {
        return with(flags, stored, age, lifetimeMillis, size, variant, held);
    }

    /**
     * What these parts and one more are together: it has what is known of the latter, which is newer. Null if nothing says that
     * they belong together (§3.4), or they would be too many.
     *
     * @param place where the part belongs
     */
    public @Nullable StoredMeta joined(StoredMeta part, Ranges.Range place) {
        Held parts = held;
        if (parts == null || size != part.size || !EntityTags.strongly(etag, part.etag)) {
            return null;
        }
        Held all = parts.plus(place.first(), place.last());
        if (all.ranges().size() > Held.COUNT_MAX) {
            return null;
        }
        return part.holding(all.completes(size) ? null : all);
    }

    /** The same with other parts. */
    private StoredMeta holding(@Nullable Held parts) {
        return with(flags, lifetimeMillis, size, parts);
    }

    /** The same, whose size is known now that its content has ended. */
    public StoredMeta ended(long bytes) {
        return with(flags, lifetimeMillis, bytes, held);
    }

    /** The same for other requests and with other parts. */
    StoredMeta of(Variant other, @Nullable Held parts) {
        return with(flags, storedMillis, initialAgeMillis, lifetimeMillis, size, other, parts);
    }

    private StoredMeta with(int otherFlags, long lifetime, long otherSize, @Nullable Held parts) {
        return with(otherFlags, storedMillis, initialAgeMillis, lifetime, otherSize, variant, parts);
    }

    private StoredMeta with(
            int otherFlags, long stored, long age, long lifetime, long otherSize, Variant other, @Nullable Held parts) {
        return new StoredMeta(
                status,
                otherFlags,
                stored,
                age,
                lifetime,
                whileRevalidateMillis,
                onErrorMillis,
                onFailureMillis,
                dateSeconds,
                modifiedSeconds,
                otherSize,
                etag,
                other,
                parts);
    }
}
