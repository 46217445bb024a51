package io.telpher.cache.aside;

import java.time.Duration;

/**
 * Bounds of a cache of values.
 *
 * @param ttlNanos how long a value is kept at most
 * @param spread the part of it, 0 to 1, by which it may be shorter, so that what came together does not end together
 * @param leaseNanos how long a load or a write may take before others do not reckon with it any more
 * @param waitNanos how long a read waits for another node's load before it makes its own
 * @param bytesMax what is larger is not kept
 */
public record AsideLimits(long ttlNanos, double spread, long leaseNanos, long waitNanos, int bytesMax) {
    private static final double SPREAD = 0.1;

    /** Five minutes: answers of an API. */
    public static final AsideLimits API = of(Duration.ofMinutes(5));

    /** One minute: prices. */
    public static final AsideLimits PRICE = of(Duration.ofMinutes(1));

    /** One second: live prices. */
    public static final AsideLimits LIVE_PRICE = of(Duration.ofSeconds(1));

    /** Refuses what makes no sense. */
    public AsideLimits {
        if (ttlNanos <= 0 || !(spread >= 0 && spread <= 1) || leaseNanos <= 0 || waitNanos < 0 || bytesMax < 0) {
            throw new IllegalArgumentException("ttl and lease are longer than nothing, spread is 0 to 1");
        }
    }

    /** The usual ones with another time to live. */
    public static AsideLimits of(Duration ttl) {
        return new AsideLimits(
                ttl.toNanos(),
                SPREAD,
                Duration.ofSeconds(30).toNanos(),
                Duration.ofSeconds(5).toNanos(),
                1 << 20);
    }
}
