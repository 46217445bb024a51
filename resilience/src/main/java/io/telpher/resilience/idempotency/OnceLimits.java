package io.telpher.resilience.idempotency;

/**
 * How long things last.
 *
 * @param leaseNanos for which an answer is kept
 * @param claimNanos after which an execution whose node has died is nobody's; renewed while it lasts
 * @param waitNanos how long a repeat waits for the first
 */
public record OnceLimits(long leaseNanos, long claimNanos, long waitNanos) {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** A day, half a minute. */
    public static OnceLimits waiting(long leaseNanos, long waitNanos) {
        return new OnceLimits(leaseNanos, 30 * SECOND_NANOS, waitNanos);
    }
}
