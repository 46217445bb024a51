package io.telpher.cache.filter;

import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.store.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** All that there is for a key, held until it is closed: what is coming, whole and in parts, and what is stored. */
final class Found implements AutoCloseable {
    private final List<Entry> coming;
    private final List<Growth> parts;
    private final List<Entry> stored;
    private Set<Entry> kept = Set.of();

    Found(List<Entry> coming, List<Growth> parts, List<Entry> stored) {
        this.coming = coming; // its own, if it is not empty
        this.parts = parts; // likewise
        this.stored = stored;
    }

    /** What the store has. */
    List<Entry> stored() {
        return stored;
    }

    /** Parts that are coming. */
    List<Growth> parts() {
        return parts;
    }

    /** What may answer, parts that are coming apart. */
    List<Entry> all() {
        if (coming.isEmpty()) {
            return stored;
        }
        List<Entry> all = new ArrayList<>(coming);
        all.addAll(stored);
        return all;
    }

    /** Goes on holding one of them, or two that are joined, for the caller to let go. Once. */
    Entry keep(Entry one) {
        kept = one instanceof Joined joined ? identical(joined.stored(), joined.part()) : identical(one);
        return one;
    }

    private static Set<Entry> identical(Entry... entries) {
        Set<Entry> set = Collections.newSetFromMap(new IdentityHashMap<>(entries.length));
        Collections.addAll(set, entries);
        return set;
    }

    /** What is coming is none of it. */
    void onlyStored() {
        letGo(coming);
        letGo(parts);
    }

    private void letGo(List<? extends Entry> all) {
        if (!all.isEmpty()) {
            all.forEach(this::letGo);
            all.clear();
        }
    }

    private void letGo(Entry each) {
        if (!kept.contains(each)) {
            each.letGo();
        }
    }

    @Override
    public void close() {
        onlyStored();
        for (int i = 0; i < stored.size(); i++) {
            letGo(stored.get(i));
        }
    }
}
