package io.telpher.cache.purge;

import io.telpher.cache.store.Purge;

/** What is told of purges between nodes. */
public interface PurgeEvents {
    /**
     * One came from another node.
     *
     * @param changed true if a request there changed something, and nobody asked for a purge
     */
    void came(Purge what, boolean changed, long entries);

    /** A request here has changed so much, which others are told. */
    void changed(int count);

    /** Purges of ours that waited have been sent. */
    void sent(int count);

    /** Whatever is stored here may have been purged elsewhere. Told once, until {@link #sure}. */
    void doubt(String why);

    /** All that was purged elsewhere is known again. */
    void sure();

    /** Nobody knows what was purged meanwhile: all that is stored will be validated before it is used. */
    void missed(String why);

    /** What should outlive the process could not be written. */
    void unwritten(String why);
}
