package io.telpher.cache.filter;

import io.telpher.cache.key.KeyRules;
import io.telpher.cache.rules.CachePolicy;
import io.telpher.resilience.coalesce.CoalesceLimits;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about a cache filter.
 *
 * @param name of the cache in {@code Cache-Status}, a token
 * @param policy what is stored and used
 * @param keys how keys are made
 * @param sharing bounds of what many ask for together
 * @param queryBytesMax how long the content of a QUERY may be for its answer to be cached
 * @param passNanos for how long a key is remembered whose answers are for one only
 * @param cacheControl what clients are told of stored responses that do not say for how long, or null
 * @param writeThrough whether what a write has changed is fetched at once and stored
 */
public record CacheSettings(
        String name,
        CachePolicy policy,
        KeyRules keys,
        CoalesceLimits sharing,
        int queryBytesMax,
        long passNanos,
        @Nullable String cacheControl,
        boolean writeThrough) {
    /** How long one waits for another's answer before a new call is made. */
    private static final long WAIT_NANOS = 5_000_000_000L;
    /** How far one may be behind another where no store holds what comes. */
    private static final int WINDOW_BYTES = 1 << 20;

    private static final int QUERY_BYTES_MAX = 64 * 1024;
    private static final long PASS_NANOS = 10_000_000_000L;

    /** All by default. */
    public static final CacheSettings DEFAULT = new CacheSettings(
            "telpher",
            CachePolicy.DEFAULT,
            KeyRules.PLAIN,
            new CoalesceLimits(WAIT_NANOS, WINDOW_BYTES),
            QUERY_BYTES_MAX,
            PASS_NANOS,
            null,
            false);

    /** The same with another policy. */
    public CacheSettings with(CachePolicy other) {
        return new CacheSettings(name, other, keys, sharing, queryBytesMax, passNanos, cacheControl, writeThrough);
    }

    /** The same where clients are told so of what does not say for how long. */
    public CacheSettings telling(@Nullable String told) {
        return new CacheSettings(name, policy, keys, sharing, queryBytesMax, passNanos, told, writeThrough);
    }

    /** The same where one waits so long for another's answer. */
    public CacheSettings waiting(long nanos) {
        return new CacheSettings(
                name,
                policy,
                keys,
                new CoalesceLimits(nanos, WINDOW_BYTES),
                queryBytesMax,
                passNanos,
                cacheControl,
                writeThrough);
    }

    /** The same with other rules of keys. */
    public CacheSettings with(KeyRules other) {
        return new CacheSettings(name, policy, other, sharing, queryBytesMax, passNanos, cacheControl, writeThrough);
    }

    /** The same where writes go through, or do not. */
    public CacheSettings writingThrough(boolean through) {
        return new CacheSettings(name, policy, keys, sharing, queryBytesMax, passNanos, cacheControl, through);
    }
}
