package io.telpher.cache.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SketchTest {
    private final Pages pages = new Pages(1 << 20);
    private final Sketch sketch = new Sketch(pages, 1);

    @AfterEach
    void close() {
        pages.close();
    }

    @Property(tries = 100)
    void nobodyIsCountedTooLow(@ForAll long hash, @ForAll @IntRange(min = 0, max = 20) int times) {
        Pages own = new Pages(1 << 20);
        Sketch fresh = new Sketch(own, 1);
        for (int i = 0; i < times; i++) {
            fresh.count(hash, 1_000_000);
        }
        assertThat(fresh.frequency(hash)).isEqualTo(Math.min(times, Sketch.COUNT_MAX));
        own.close();
    }

    @Test
    void fewAreCountedTooHighAsLongAsThereAreNotTooMany() {
        Random random = new Random(1);
        int keys = 8_000;
        for (int i = 0; i < keys; i++) {
            sketch.count(random.nextLong(), 1_000_000);
        }
        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            wrong += sketch.frequency(random.nextLong()) > 0 ? 1 : 0;
        }
        assertThat(wrong).isLessThan(300);
    }

    @Test
    void whatIsNotAskedForAnyMoreIsForgotten() {
        Random random = new Random(2);
        long hash = random.nextLong();
        for (int i = 0; i < 15; i++) {
            sketch.count(hash, 1_000);
        }
        int before = sketch.frequency(hash);
        for (int i = 0; i < 60_000; i++) {
            sketch.count(random.nextLong() & ~0x0f0f_0000L, 1_000);
        }
        assertThat(before).isGreaterThan(12);
        assertThat(sketch.frequency(hash)).isLessThan(before / 2);
    }
}
