package io.telpher.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;
import org.junit.jupiter.api.Test;

class PurgesTest {
    private static final CacheKey A = new CacheKey("https://example.org/a", "");
    private static final CacheKey B = new CacheKey("https://example.org/b", "");

    private final Purges purges = new Purges();

    private boolean since(long moment, CacheKey key) {
        return purges.since(moment, key, Labels.NONE);
    }

    @Test
    void whatWasPurgedSinceIsKnownByItsUri() {
        long before = purges.moment();
        purges.note(Purge.uri(A.uri()));

        assertThat(since(before, A)).isTrue();
        assertThat(since(before, B)).isFalse();
        assertThat(since(purges.moment(), A)).isFalse();
        assertThat(since(purges.moment(A), A)).isFalse();
    }

    @Test
    void manyChangesElsewhereAreNothingToAUri() {
        long before = purges.moment(A);
        for (int i = 0; i < 10_000; i++) {
            purges.note(Purge.uri(B.uri()));
        }
        assertThat(purges.moment(A)).isEqualTo(before);
        assertThat(since(before, A)).isFalse();
        assertThat(since(before, B)).isTrue();
    }

    @Test
    void ofManyOthersOnlyTheLastAreKnown() {
        purges.note(new Purge(Purge.Scope.PREFIX, B.uri(), false));
        long before = purges.moment();
        for (int i = 0; i < 1_023; i++) {
            purges.note(new Purge(Purge.Scope.TAG, "t" + i, false));
        }
        assertThat(since(before, B)).isFalse();
        assertThat(since(before - 1, B)).isTrue();
        for (int i = 0; i < 4_000; i++) {
            purges.note(new Purge(Purge.Scope.TAG, "t" + i, false));
            assertThat(since(purges.moment() - 1, A)).isFalse();
        }
        assertThat(since(before, A)).as("it might have been").isTrue();
    }

    @Test
    void aPrefixIsOfAllThatBeginsSo() {
        long before = purges.moment();
        purges.note(new Purge(Purge.Scope.PREFIX, "https://example.org/", false));
        assertThat(since(before, A)).isTrue();
        assertThat(purges.moment(B)).isEqualTo(purges.moment());
    }
}
