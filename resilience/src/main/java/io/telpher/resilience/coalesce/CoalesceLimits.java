package io.telpher.resilience.coalesce;

/**
 * Bounds of coalescing.
 *
 * @param waitNanos how long a call waits for another's reply before it has a new one begun, and then before it goes by itself
 * @param bytesMax how much of a reply's content is held for those who are behind others; what is known to be longer is not
 *     shared
 * @param flightsMax how many shared calls are under way at most
 * @param seatsMax how many take part in one at most
 */
public record CoalesceLimits(long waitNanos, int bytesMax, int flightsMax, int seatsMax) {
    private static final int FLIGHTS_MAX = 10_000;
    private static final int SEATS_MAX = 10_000;

    /** With the usual numbers of calls. */
    public CoalesceLimits(long waitNanos, int bytesMax) {
        this(waitNanos, bytesMax, FLIGHTS_MAX, SEATS_MAX);
    }
}
