package io.telpher.gateway.jwt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were found to be right, by their digests: the newest, and of the older ones those that are used. A token that is not
 * right leaves nothing here, so that who makes them up cannot push others out.
 */
final class Remembered {
    private final int countMax;
    private final long charactersMax;
    private final AtomicReference<Halves> halves = new AtomicReference<>(new Halves(Map.of()));

    /**
     * What is remembered.
     *
     * @param claims what the token says
     * @param by the keys by which it was verified
     * @param characters how long it is
     */
    record Entry(Claims claims, KeySet by, int characters) {}

    /** Two halves of what may be remembered: when the young one is full it becomes the old one, which is forgotten. */
    private static final class Halves {
        private final Map<String, Entry> young = new ConcurrentHashMap<>();
        private final Map<String, Entry> old;
        private final AtomicLong characters = new AtomicLong();

        private Halves(Map<String, Entry> old) {
            this.old = old;
        }
    }

    /**
     * An empty one.
     *
     * @param countMax how many there may be
     * @param charactersMax how long they may be together
     */
    Remembered(int countMax, long charactersMax) {
        this.countMax = countMax;
        this.charactersMax = charactersMax;
    }

    @Nullable
    Entry find(String digest) {
        Halves now = halves.get();
        Entry young = now.young.get(digest);
        if (young != null) {
            return young;
        }
        Entry old = now.old.get(digest);
        if (old != null) {
            keep(digest, old);
        }
        return old;
    }

    void keep(String digest, Entry entry) {
        Halves now = halves.get();
        if (now.young.put(digest, entry) != null) {
            return;
        }
        if (now.characters.addAndGet(entry.characters) >= charactersMax / 2 || now.young.size() >= countMax / 2) {
            halves.compareAndSet(now, new Halves(now.young));
        }
    }

    int size() {
        Halves now = halves.get();
        return now.young.size() + now.old.size();
    }
}
