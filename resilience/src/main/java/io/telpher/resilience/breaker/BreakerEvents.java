package io.telpher.resilience.breaker;

/** Whoever is told what a breaker does. Called by those whose calls brought it about, on event loops as well: must not block. */
public interface BreakerEvents {
    /** Nobody is told. */
    BreakerEvents NONE = new BreakerEvents() {
        @Override
        public void moved(Change change) {}

        @Override
        public void refused() {}
    };

    /**
     * Another state.
     *
     * @param why in words; empty if it is only that its time has come
     * @param openNanos how long calls are refused, if it is open now
     */
    record Change(BreakerState from, BreakerState to, String why, long openNanos) {}

    /** The state is another. */
    void moved(Change change);

    /** A call was refused. */
    void refused();
}
