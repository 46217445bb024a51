package io.telpher.cache.filter;

import io.telpher.cache.store.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that there is for a key, held until it is closed: what is coming and what is stored. */
final class Found implements AutoCloseable {
    private final List<Entry> coming;
    private final List<Entry> stored;
    private @Nullable Entry kept;

    Found(List<Entry> coming, List<Entry> stored) {
        this.coming = coming; // its own, if it is not empty
        this.stored = stored;
    }

    /** What the store has. */
    List<Entry> stored() {
        return stored;
    }

    /** What may answer. */
    List<Entry> all() {
        if (coming.isEmpty()) {
            return stored;
        }
        List<Entry> all = new ArrayList<>(coming);
        all.addAll(stored);
        return all;
    }

    /** Goes on holding one of them, for the caller to let go. Of one of them only. */
    Entry keep(Entry one) {
        kept = one;
        return one;
    }

    /** What is coming is none of it. */
    void onlyStored() {
        if (!coming.isEmpty()) {
            coming.forEach(Entry::letGo);
            coming.clear();
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // one of those that were found
    public void close() {
        for (Entry each : coming) {
            if (each != kept) {
                each.letGo();
            }
        }
        for (Entry each : stored) {
            if (each != kept) {
                each.letGo();
            }
        }
    }
}
