package io.telpher.cache.filter;

import io.telpher.cache.key.CacheKey;
import java.util.Locale;

/** What is told of a cache, to be counted. Called by the thread that it is about, which may be an event loop. */
public interface CacheEvents {
    /** How a request was answered. */
    enum Result {
        /** From the store, without asking anybody. */
        HIT,
        /** From the store, though stale. */
        STALE,
        /** From the store, after its origin said that it is right. */
        VALIDATED,
        /** From what another request had asked for. */
        JOINED,
        /** By the origin; nothing was there, or not what was asked for. */
        MISS,
        /** By the origin: caches do not answer such requests. */
        PASSED,
        /** By 504: the client wanted nothing but what is stored. */
        UNAVAILABLE;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** As it stands in logs and labels. */
        public String word() {
            return word;
        }
    }

    /** A request is answered. */
    void answered(Result result);

    /**
     * A request is answered from the store.
     *
     * @param key under which it is stored
     * @param bytes of content that its origin did not send
     * @param ageMillis how old it is
     */
    void saved(CacheKey key, long bytes, long ageMillis);

    /** An answer of the origin was looked at, to be stored. */
    void stored(boolean taken);

    /** What was asked behind a client's back had no answer. */
    void behindFailed(Exception why);

    /** Nobody counts. */
    CacheEvents NONE = new CacheEvents() {
        @Override
        public void answered(Result result) {}

        @Override
        public void saved(CacheKey key, long bytes, long ageMillis) {}

        @Override
        public void stored(boolean taken) {}

        @Override
        public void behindFailed(Exception why) {}
    };
}
