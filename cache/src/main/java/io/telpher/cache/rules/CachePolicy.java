package io.telpher.cache.rules;

import io.telpher.cache.fields.Seconds;
import java.util.Map;

/**
 * What an operator decides about a cache; all of the rest is RFC 9111's. Numbers are seconds, {@link Seconds#ABSENT} being none.
 *
 * @param heuristicShare the part of the time since {@code Last-Modified} for which a response is fresh that does not say for how long
 * @param heuristicMaxSeconds for how long at most
 * @param silentSeconds for how long a 200 is fresh that says nothing at all, in place of the heuristic
 * @param negativeSeconds the same for other statuses, such as 404 or 503
 * @param onFailureSeconds how stale a response may be that is served because its origin cannot be reached
 * @param whileRevalidateSeconds how stale one may be that is served while it is validated, where it does not say itself
 * @param clientsDecide whether a client's {@code Cache-Control} counts (but {@code no-store} and {@code only-if-cached}, which always do)
 * @param cookiesAreHarmless true if responses are the same whatever cookies a request has
 * @param variantsMax how many responses one key has at most: who sends what {@code Vary} names could fill a cache with it
 * @param varyFieldsMax how many fields a {@code Vary} may name
 */
public record CachePolicy(
        double heuristicShare,
        long heuristicMaxSeconds,
        long silentSeconds,
        Map<Integer, Long> negativeSeconds,
        long onFailureSeconds,
        long whileRevalidateSeconds,
        boolean clientsDecide,
        boolean cookiesAreHarmless,
        int variantsMax,
        int varyFieldsMax) {
    private static final long DAY_SECONDS = 86_400;
    private static final long HOUR_SECONDS = 3_600;

    /** Ten percent of the time since the last modification, a day at most; an hour without an origin; nothing else. */
    public static final CachePolicy DEFAULT = new CachePolicy(
            0.1, DAY_SECONDS, Seconds.ABSENT, Map.of(), HOUR_SECONDS, Seconds.ABSENT, true, false, 64, 8);

    /** Freezes what it is given. */
    public CachePolicy {
        negativeSeconds = Map.copyOf(negativeSeconds);
        if (!(heuristicShare >= 0 && heuristicShare <= 1) || heuristicMaxSeconds < 0 || variantsMax < 1) {
            throw new IllegalArgumentException("a share from 0 to 1, at least 0 seconds, at least 1 variant");
        }
    }

    /** This policy with what a preset says of responses that say nothing. */
    public CachePolicy with(Preset preset) {
        return silent(preset.seconds());
    }

    /** This policy with another freshness of responses that say nothing. */
    public CachePolicy silent(long seconds) {
        return new CachePolicy(
                heuristicShare,
                heuristicMaxSeconds,
                seconds,
                negativeSeconds,
                onFailureSeconds,
                whileRevalidateSeconds,
                clientsDecide,
                cookiesAreHarmless,
                variantsMax,
                varyFieldsMax);
    }

    /** This policy with the freshness of responses of these statuses that say nothing. */
    public CachePolicy negative(Map<Integer, Long> seconds) {
        return new CachePolicy(
                heuristicShare,
                heuristicMaxSeconds,
                silentSeconds,
                seconds,
                onFailureSeconds,
                whileRevalidateSeconds,
                clientsDecide,
                cookiesAreHarmless,
                variantsMax,
                varyFieldsMax);
    }

    /** This policy with others of its stale times. */
    public CachePolicy stale(long onFailure, long whileRevalidate) {
        return new CachePolicy(
                heuristicShare,
                heuristicMaxSeconds,
                silentSeconds,
                negativeSeconds,
                onFailure,
                whileRevalidate,
                clientsDecide,
                cookiesAreHarmless,
                variantsMax,
                varyFieldsMax);
    }

    /** This policy with clients that decide, or do not. */
    public CachePolicy clients(boolean decide) {
        return new CachePolicy(
                heuristicShare,
                heuristicMaxSeconds,
                silentSeconds,
                negativeSeconds,
                onFailureSeconds,
                whileRevalidateSeconds,
                decide,
                cookiesAreHarmless,
                variantsMax,
                varyFieldsMax);
    }

    /** This policy where responses are the same whatever cookies a request has, or are not. */
    public CachePolicy cookies(boolean harmless) {
        return new CachePolicy(
                heuristicShare,
                heuristicMaxSeconds,
                silentSeconds,
                negativeSeconds,
                onFailureSeconds,
                whileRevalidateSeconds,
                clientsDecide,
                harmless,
                variantsMax,
                varyFieldsMax);
    }
}
