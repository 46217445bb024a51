package io.telpher.resilience.bulkhead;

import io.telpher.core.Priority;

/** Whoever is told what a bulkhead does. Called on event loops as well: must not block. */
public interface BulkheadEvents {
    /** Nobody is told. */
    BulkheadEvents NONE = new BulkheadEvents() {
        @Override
        public void limited(int limit) {}

        @Override
        public void waits(int change) {}

        @Override
        public void refused(Priority priority, Why why) {}
    };

    /** Why somebody was refused. */
    enum Why {
        /** All places were taken, and all of the waiting room. */
        FULL,
        /** No place came free in time. */
        WAITED,
        /** Somebody more important needed the place in the waiting room. */
        DISPLACED
    }

    /** There are so many places now. */
    void limited(int limit);

    /** So many more wait, or fewer. */
    void waits(int change);

    /** A call was refused. */
    void refused(Priority priority, Why why);
}
