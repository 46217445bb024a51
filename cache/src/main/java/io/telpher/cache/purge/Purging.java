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
     */
    record Purged(long entries, Reach reach) {}

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
