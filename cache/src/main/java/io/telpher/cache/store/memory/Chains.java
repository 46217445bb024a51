package io.telpher.cache.store.memory;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Finds entries by the hash of their key, and by that of their URI. Readers follow the chain of a key without a lock: what they
 * find they get hold of and compare, so what is found is right. If they find nothing though something has changed meanwhile, which
 * {@link #version} tells, they look again. Everything else needs the store's lock.
 */
final class Chains {
    private static final int NONE = Entries.NONE;
    private static final int VERSIONS = 256;

    private final Entries entries;
    private final Ints keys;
    private final Ints uris;
    private final AtomicIntegerArray versions = new AtomicIntegerArray(VERSIONS);

    /** @param size how many chains there are for keys; a power of two */
    Chains(Pages pages, Entries entries, int size) {
        this.entries = entries;
        this.keys = new Ints(pages, size);
        this.uris = new Ints(pages, size / 2); // which are asked for less often
    }

    long bytes() {
        return keys.bytes() + uris.bytes();
    }

    // === reading ===

    /** The first entry that may have this hash. Others follow by {@link Entries#nextOfKey}. */
    int firstOfKey(long hash) {
        return keys.value(bucket(keys, hash));
    }

    /** Changes with the chain of this hash; odd while it is being changed. */
    int version(long hash) {
        return versions.getAcquire(bucket(keys, hash) & (VERSIONS - 1));
    }

    /** The first entry whose URI may have this hash. Others follow by {@link Entries#nextOfUri}. */
    int firstOfUri(long hash) {
        return uris.value(bucket(uris, hash));
    }

    // === changing ===

    void add(int entry, long uriHash) {
        long hash = entries.hash(entry);
        int bucket = bucket(keys, hash);
        change(bucket);
        entries.nextOfKey(entry, keys.value(bucket));
        keys.set(bucket, entry);
        change(bucket);
        addToUri(entry, bucket(uris, uriHash));
    }

    void remove(int entry) {
        int bucket = bucket(keys, entries.hash(entry));
        change(bucket);
        int next = entries.nextOfKey(entry);
        int each = keys.value(bucket);
        if (each == entry) {
            keys.set(bucket, next);
        } else {
            int before = each;
            while (each != entry) {
                before = each;
                each = entries.nextOfKey(each);
            }
            entries.nextOfKey(before, next);
        }
        change(bucket);
        removeFromUri(entry);
    }

    private void change(int bucket) {
        versions.incrementAndGet(bucket & (VERSIONS - 1));
    }

    /** The first of a chain has its bucket where the others have the one before. */
    private void addToUri(int entry, int bucket) {
        int first = uris.value(bucket);
        entries.previousOfUri(entry, ~bucket);
        entries.nextOfUri(entry, first);
        if (first != NONE) {
            entries.previousOfUri(first, entry);
        }
        uris.set(bucket, entry);
    }

    private void removeFromUri(int entry) {
        int before = entries.previousOfUri(entry);
        int after = entries.nextOfUri(entry);
        if (before < 0) {
            uris.set(~before, after);
        } else {
            entries.nextOfUri(before, after);
        }
        if (after != NONE) {
            entries.previousOfUri(after, before);
        }
    }

    private static int bucket(Ints heads, long hash) {
        return (int) (hash >>> 20) & (heads.count() - 1);
    }
}
