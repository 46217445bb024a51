package io.telpher.cache.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Purge;
import org.junit.jupiter.api.Test;

/** Two nodes, and what of the same purges makes them share what they fetch. */
class PurgePointsTest {
    private static final String A = "https://example.org/a";
    private static final String B = "https://example.org/b";
    private static final long NOW = 1_000_000;
    private static final long WITHIN = 10_000;

    private final PurgePoints one = new PurgePoints();
    private final PurgePoints other = new PurgePoints();

    private static String since(PurgePoints node, String uri, long now) {
        return String.valueOf(node.since(uri, now, WITHIN));
    }

    private void same(String uri, long now) {
        assertThat(one.since(uri, now, WITHIN)).isNotNull().isEqualTo(other.since(uri, now, WITHIN));
    }

    @Test
    void whoPurgesSharesNothingUntilItHasReadOfIt() {
        long ticket = one.purging(Purge.uri(A), NOW);
        assertThat(one.since(A, NOW, WITHIN)).isNull();
        assertThat(one.since(A + "?query", NOW, WITHIN)).isNull();
        same(B, NOW);

        one.read(Purge.uri(A), "1", NOW);
        one.back(Purge.uri(A), ticket);
        assertThat(since(one, A, NOW)).isNotEqualTo(since(other, A, NOW));
        other.read(Purge.uri(A), "1", NOW + 100);
        same(A, NOW + 100);
    }

    @Test
    void aPurgeOfOursThatIsReadOfSaysNothingOfALaterOne() {
        long first = one.purging(Purge.uri(A), NOW);
        long second = one.purging(Purge.uri(A), NOW);
        one.read(Purge.uri(A), "1", NOW);
        one.back(Purge.uri(A), first);
        assertThat(one.since(A, NOW, WITHIN)).isNull();
        one.read(Purge.uri(A), "2", NOW);
        one.back(Purge.uri(A), second);
        assertThat(one.since(A, NOW, WITHIN)).isNotNull();
    }

    @Test
    void whatIsNoUriIsOfAll() {
        for (Purge.Scope scope : new Purge.Scope[] {Purge.Scope.PREFIX, Purge.Scope.TAG, Purge.Scope.ALL}) {
            String before = since(one, A, NOW);
            one.read(new Purge(scope, "x", false), scope.name(), NOW);
            assertThat(since(one, A, NOW)).isNotEqualTo(before);
        }
        one.purging(new Purge(Purge.Scope.GROUP, "x", false), NOW);
        assertThat(one.since(B, NOW, WITHIN)).isNull();
    }

    @Test
    void whatWasAskedForWhileOtherCachesMayHaveBeenLateIsNotForWhoAsksWhenTheyAreNot() {
        one.read(Purge.uri(A), "1", NOW);
        other.read(Purge.uri(A), "1", NOW);
        same(A, NOW + Settling.MILLIS);
        assertThat(since(one, A, NOW)).isNotEqualTo(since(other, A, NOW + Settling.MILLIS + 1));
    }

    @Test
    void whatIsLongAgoMakesNoDifference() {
        one.purging(Purge.uri(A), NOW);
        one.read(new Purge(Purge.Scope.TAG, "x", false), "1", NOW);
        one.skipped("2", NOW);
        assertThat(one.since(A, NOW + WITHIN, WITHIN)).isNull();
        same(A, NOW + WITHIN + 1);
    }
}
