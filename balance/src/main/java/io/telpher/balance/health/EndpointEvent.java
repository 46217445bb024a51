package io.telpher.balance.health;

import java.util.Locale;

/**
 * Something that people who run an upstream want to know.
 *
 * @param kind what happened
 * @param upstream the upstream's name
 * @param endpoint its address; empty where it concerns the whole upstream
 * @param detail why, for people
 * @param inFlight exchanges that the endpoint, or the upstream, had at that moment
 */
public record EndpointEvent(Kind kind, String upstream, String endpoint, String detail, int inFlight) {

    /** What happened. */
    public enum Kind {
        /** Checks took an endpoint down. */
        DOWN,
        /** It was ejected because of how it answered users. */
        EJECTED,
        /** It gets no new work and finishes what it has. */
        DRAINING,
        /** It has nothing in flight any more. */
        REMOVED,
        /** It comes back, by steps. */
        RETURNING,
        /** It has its whole share again. */
        BACK,
        /** So few endpoints of an upstream serve that all are tried. */
        PANIC,
        /** Enough serve again. */
        PANIC_OVER;

        /** The word for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
