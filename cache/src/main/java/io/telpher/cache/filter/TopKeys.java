package io.telpher.cache.filter;

import io.telpher.cache.key.CacheKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Those keys that are hit most, as far as a sample in a fixed space can tell: one in {@value #SAMPLE} hits is looked at, and a key for
 * which there is no room takes the place, and the count, of the one that was seen least (Space-Saving). Safe for several threads.
 */
public final class TopKeys {
    private static final int SAMPLE = 16;
    private static final int KEYS_MAX = 64;
    private static final int URI_LENGTH_MAX = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> counts = new HashMap<>();
    private int seen; // by several threads without care: it only spreads the sample

    /**
     * A key.
     *
     * @param uri the URI, cut where it is long
     * @param hits about how many it had
     */
    public record Top(String uri, long hits) {}

    /** A hit. */
    public void hit(CacheKey key) {
        if (seen++ % SAMPLE == 0) {
            count(key.uri());
        }
    }

    /** Event loops count, too, and must not wait for a lock that a thread may be about to have which they carry. */
    private void count(String uri) {
        if (lock.tryLock()) {
            try {
                add(uri);
            } finally {
                lock.unlock();
            }
        }
    }

    private void add(String uri) {
        String name = uri.length() > URI_LENGTH_MAX ? uri.substring(0, URI_LENGTH_MAX) : uri;
        if (counts.merge(name, 1L, Long::sum) > 1 || counts.size() <= KEYS_MAX) {
            return;
        }
        counts.remove(name);
        Map.Entry<String, Long> least = counts.entrySet().stream()
                .min(Comparator.comparingLong(Map.Entry::getValue))
                .orElseThrow();
        counts.remove(least.getKey());
        counts.put(name, least.getValue() + 1);
    }

    /** The keys with most hits, most first. */
    public List<Top> first(int most) {
        lock.lock();
        try {
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(most)
                    .map(each -> new Top(each.getKey(), each.getValue() * SAMPLE))
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
