package io.telpher.cache.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Requests by Zipf's law for more than the store takes, beside two that have no overhead at all: one that removes what was not used
 * for the longest time, and one that knows beforehand what is asked for most, which nobody can beat.
 */
class HitRatioTest {
    private static final int OBJECTS = 60_000;
    private static final int REQUESTS = 400_000;
    private static final int LENGTH = 1_000;
    private static final int STORE_BYTES = 8 << 20;

    private final byte[] content = MemoryStoreTest.content(1, LENGTH);
    private final Random random = new Random(42);

    /** The part of each object and of all before it in what is asked for. */
    private static double[] zipf(double exponent) {
        double[] sums = new double[OBJECTS];
        double sum = 0;
        for (int i = 0; i < OBJECTS; i++) {
            sum += Math.pow(i + 1, -exponent);
            sums[i] = sum;
        }
        for (int i = 0; i < OBJECTS; i++) {
            sums[i] /= sum;
        }
        return sums;
    }

    private int ask(double[] sums) {
        int at = java.util.Arrays.binarySearch(sums, random.nextDouble());
        return at < 0 ? Math.min(~at, OBJECTS - 1) : at;
    }

    private static final class Lru extends LinkedHashMap<Integer, Boolean> {
        private static final long serialVersionUID = 1;

        Lru() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > STORE_BYTES / LENGTH;
        }
    }

    private boolean hit(MemoryStore store, int object) {
        List<Entry> found = store.find(MemoryStoreTest.key(object));
        found.forEach(Entry::letGo);
        if (found.isEmpty()) {
            MemoryStoreTest.put(store, MemoryStoreTest.key(object), content, LENGTH);
        }
        return !found.isEmpty();
    }

    @Test
    void ofWhatCanBeHitMostIsAndMoreThanByRecencyAlone() {
        for (double exponent : new double[] {0.8, 0.99}) {
            double[] sums = zipf(exponent);
            Lru lru = new Lru();
            int ours = 0;
            int recency = 0;
            long room;
            try (MemoryStore store = new MemoryStore(STORE_BYTES, STORE_BYTES / 4)) {
                for (int i = 0; i < REQUESTS; i++) {
                    int object = ask(sums);
                    boolean counts = i >= REQUESTS / 4;
                    boolean hit = hit(store, object);
                    boolean recent = lru.put(object, true) != null;
                    ours += counts && hit ? 1 : 0;
                    recency += counts && recent ? 1 : 0;
                }
                room = store.numbers().entries();
            }
            double all = REQUESTS * 0.75;
            double best = sums[(int) room - 1];
            double bestWithoutOverhead = sums[STORE_BYTES / LENGTH - 1];
            System.out.printf(
                    "Zipf %.2f, %d objects: hit ratio %.3f with %d of them, at best %.3f; without overhead %d of them, by recency %.3f,"
                            + " at best %.3f%n",
                    exponent,
                    OBJECTS,
                    ours / all,
                    room,
                    best,
                    STORE_BYTES / LENGTH,
                    recency / all,
                    bestWithoutOverhead);
            assertThat(ours / all).isGreaterThan(recency / all + 0.02);
            assertThat(ours / all).isGreaterThan(best * 0.93);
        }
    }

    @Test
    void manyThatAreAskedForOnceDoNotPushOutWhatIsAskedForOften() {
        try (MemoryStore store = new MemoryStore(STORE_BYTES, STORE_BYTES / 4)) {
            int often = 2_000;
            for (int i = 0; i < 10 * often; i++) {
                hit(store, i % often);
            }
            for (int i = 0; i < 50_000; i++) {
                hit(store, often + i);
                if (i % 10 == 0) {
                    hit(store, random.nextInt(often));
                }
            }
            int hits = 0;
            for (int i = 0; i < often; i++) {
                List<Entry> found = store.find(MemoryStoreTest.key(i));
                found.forEach(Entry::letGo);
                hits += found.size();
            }
            assertThat(hits).isGreaterThan(often * 95 / 100);
        }
    }
}
