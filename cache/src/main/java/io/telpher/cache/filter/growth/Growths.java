package io.telpher.cache.filter.growth;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.store.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What is coming into a store, by key, so that whoever asks for it meanwhile reads along. */
public final class Growths {
    private final ConcurrentMap<CacheKey, List<Growth>> coming = new ConcurrentHashMap<>();

    /** It can be read along from now on. */
    public void add(Growth growth) {
        coming.compute(growth.key(), (key, known) -> {
            List<Growth> all = known == null ? new ArrayList<>(1) : new ArrayList<>(known);
            all.add(growth);
            return all;
        });
    }

    /** Not any more. */
    public void remove(Growth growth) {
        coming.computeIfPresent(growth.key(), (key, known) -> {
            List<Growth> all = new ArrayList<>(known);
            all.remove(growth);
            return all.isEmpty() ? null : all;
        });
    }

    /** Adds those of a key, held. What was asked for before the last purge is not for whoever asks now. */
    public void find(CacheKey key, long moment, List<Entry> wholes, List<Growth> parts) {
        List<Growth> all = coming.get(key);
        if (all == null) {
            return;
        }
        for (Growth growth : all) {
            if (growth.moment() == moment && growth.hold()) {
                if (growth.meta().complete()) {
                    wholes.add(growth);
                } else {
                    parts.add(growth);
                }
            }
        }
    }

    /** For how many keys something is coming. */
    public int size() {
        return coming.size();
    }
}
