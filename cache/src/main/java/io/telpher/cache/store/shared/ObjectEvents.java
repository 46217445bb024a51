package io.telpher.cache.store.shared;

/** What is told of a store that nodes share, to be counted and logged. */
public interface ObjectEvents {
    /** What became of a call. */
    enum What {
        /** A response was found. */
        FOUND,
        /** None was. */
        MISSED,
        /** One was put there. */
        STORED,
        /** One was not taken. */
        REFUSED,
        /** What was found there was not what had been put. */
        DAMAGED,
        /** Nobody was asked, or did not answer. */
        AWAY
    }

    /** It happened. */
    void count(What what);

    /** The store is left alone from now on. Told once, until {@link #back}. */
    void away(String why);

    /** The store answers again. */
    void back();

    /** Nobody counts. */
    ObjectEvents NONE = new ObjectEvents() {
        @Override
        public void count(What what) {}

        @Override
        public void away(String why) {}

        @Override
        public void back() {}
    };
}
