package io.telpher.cache.purge;

import io.telpher.cache.store.Purge;

/** Whoever is told what is to go from the caches. */
@FunctionalInterface
public interface Purging {

    /** Purges here at once, and has the other nodes told. May wait for the store by which they are told, for so long as that may take. */
    Purged purge(Purge what) throws InterruptedException;

    /**
     * What was done.
     *
     * @param entries how many were removed or made stale here
     * @param reach who knows of it
     * @param shared whether it was done where stores keep responses together with other nodes as well
     */
    record Purged(long entries, Reach reach, Shared shared) {
        /** True if nothing is left to be done, but what other nodes do within a second. */
        public boolean done() {
            return reach != Reach.LATER && shared != Shared.WAITING;
        }
    }

    /** What became of purges of what stores keep together with other nodes. */
    enum Shared {
        /** Nothing is kept so. */
        NONE,
        /** All were done there. */
        PURGED,
        /** Some wait until it can be reached. They end with the process. */
        WAITING
    }

    /** Who knows of a purge. */
    enum Reach {
        /** This node, which shares with no other. */
        ALONE,
        /** All nodes, within a second. */
        EVERYWHERE,
        /** This node; the others as soon as the store that nodes share can be reached. */
        LATER
    }
}
