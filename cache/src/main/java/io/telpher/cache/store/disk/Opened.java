package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;

/** What there is once a folder was read. */
record Opened(Log log, Cleaner cleaner, Noted noted) {
    /** How many entries of a key there seem to be. */
    int count(CacheKey key) {
        Hash hash = log.hash();
        return log.spots.count(hash.of(key.uri()), hash.more(key.more()));
    }
}
