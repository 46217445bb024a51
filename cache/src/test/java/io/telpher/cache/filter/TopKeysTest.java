package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import org.junit.jupiter.api.Test;

class TopKeysTest {
    @Test
    void whatIsHitMostIsKeptInAFixedSpace() {
        TopKeys top = new TopKeys();
        for (int i = 0; i < 160_000; i++) {
            top.hit(new CacheKey(i / 16 % 2 == 0 ? "hot" : "cold" + i, ""));
        }
        assertThat(top.first(1)).extracting(TopKeys.Top::uri).containsExactly("hot");
        assertThat(top.first(1).getFirst().hits()).isBetween(80_000L, 90_000L);
        assertThat(top.first(1_000)).hasSize(64);
    }

    @Test
    void longUrisAreCut() {
        TopKeys top = new TopKeys();
        top.hit(new CacheKey("x".repeat(1_000), ""));
        assertThat(top.first(1).getFirst().uri()).hasSize(256);
    }
}
