package io.telpher.cache.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.rules.Storable;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Ranges;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does. A test of an implementation extends it. */
public abstract class StoreContract extends StoreRig {
    // === what goes in comes out ===

    @Test
    void whatIsCompleteIsFound() throws Exception {
        put("/a", "content", "content-type", "text/plain", "etag", "\"1\"");

        Entry entry = one("/a");

        assertThat(entry.key()).isEqualTo(key("/a"));
        assertThat(entry.meta())
                .isEqualTo(stored("/a", 7, "content-type", "text/plain", "etag", "\"1\"")
                        .meta());
        assertThat(entry.fields().value(FieldName.CONTENT_TYPE)).isEqualTo("text/plain");
        assertThat(text(entry.content())).isEqualTo("content");
        assertThat(text(entry.content(new Ranges.Range(1, 3)))).isEqualTo("ont");
        entry.letGo();
        assertThat(store.find(key("/b"))).isEmpty();
        assertThat(store.numbers().entries()).isEqualTo(1);
        assertThat(store.numbers().bytes()).isGreaterThan(7);
    }

    @Test
    void contentThatComesInPiecesIsOne() throws Exception {
        byte[] content = random(700_000);
        Fill fill = begin("/large", Body.UNKNOWN);
        int piece = 1;
        for (int at = 0; at < content.length; piece = piece * 3 + 1) {
            int n = Math.min(piece, content.length - at);
            assertThat(fill.append(content, at, n)).isTrue();
            at += n;
        }
        assertThat(fill.complete(stored("/large", Body.UNKNOWN).meta().ended(content.length), Fields.EMPTY))
                .isTrue();
        fill.close();

        Entry entry = one("/large");
        assertThat(entry.meta().size()).isEqualTo(content.length);
        assertThat(entry.content().length()).isEqualTo(content.length);
        assertThat(entry.content().readAll(content.length + 1)).isEqualTo(content);
        byte[] part = entry.content(new Ranges.Range(65_000, 131_999)).readAll(1 << 20);
        assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(content, 65_000, 132_000));
        entry.letGo();
    }

    @Test
    void emptyContentIsContent() throws Exception {
        put("/empty", "");

        Entry entry = one("/empty");
        assertThat(entry.content().length()).isZero();
        assertThat(text(entry.content())).isEmpty();
        entry.letGo();
    }

    @Test
    void trailersComeBehindTheContent() throws Exception {
        Fill fill = begin("/t", 1);
        append(fill, "x");
        fill.complete(stored("/t", 1).meta(), Sample.fields("digest", "1"));
        fill.close();

        Entry entry = one("/t");
        Body body = entry.content();
        assertThat(text(body)).isEqualTo("x");
        assertThat(body.trailers().value(FieldName.of("digest"))).isEqualTo("1");
        assertThat(entry.trailers().value(FieldName.of("digest"))).isEqualTo("1");
        entry.letGo();
    }

    // === what is coming ===

    @Test
    void whatIsComingIsReadAndNotFound() throws Exception {
        Fill fill = begin("/a", Body.UNKNOWN);
        append(fill, "some");

        assertThat(read(fill, 1)).isEqualTo("ome");
        assertThat(store.find(key("/a"))).isEmpty();

        append(fill, " more");
        assertThat(read(fill, 4)).isEqualTo(" more");
        fill.close();
        assertThat(store.find(key("/a"))).isEmpty();
        assertThat(store.numbers().entries()).isZero();
    }

    @Test
    void whatIsCompleteCanBeReadToTheEndThoughItIsRemoved() throws Exception {
        Fill fill = begin("/a", 4);
        append(fill, "some");
        fill.complete(stored("/a", 4).meta(), Fields.EMPTY);
        store.purge(new Purge(Purge.Scope.ALL, "", false), NOW);
        churn();

        assertThat(read(fill, 0)).isEqualTo("some");
        fill.close();
    }

    @Test
    void whatIsHeldCanBeReadThoughItIsRemoved() throws Exception {
        byte[] content = random(100_000);
        put("/a", content);
        Entry entry = one("/a");
        Body half = entry.content();
        store.remove(entry);
        assertThat(store.find(key("/a"))).isEmpty();
        churn();

        assertThat(entry.content().readAll(1 << 20)).isEqualTo(content);
        entry.letGo();
        churn();
        assertThat(half.readAll(1 << 20)).isEqualTo(content);
    }

    @Test
    void whatTheStoreCannotHoldIsRefusedAtOnceOrInTheMiddle() throws Exception {
        assertThat(store.begin(key("/a"), stored("/a", BYTES_MAX * 2), BYTES_MAX * 2, store.moment()))
                .isNull();

        Fill fill = begin("/b", Body.UNKNOWN);
        byte[] block = random(64 * 1024);
        long taken = 0;
        while (fill.append(block, 0, block.length)) {
            taken += block.length;
            assertThat(taken).isLessThanOrEqualTo(BYTES_MAX);
        }
        assertThat(fill.append(block, 0, 1)).isFalse();
        byte[] first = new byte[10];
        assertThat(fill.read(0, first, 0, 10)).isPositive();
        assertThat(fill.complete(stored("/b", taken).meta(), Fields.EMPTY)).isFalse();
        fill.close();
        assertThat(store.find(key("/b"))).isEmpty();
        put("/c", "there is room again");
    }

    @Test
    void itStaysWithinItsBound() throws Exception {
        for (int i = 0; i < 200; i++) {
            put("/" + i, random(60_000));
            assertThat(store.numbers().bytes()).isLessThanOrEqualTo(BYTES_MAX);
        }
        assertThat(store.numbers().entries()).isBetween(1L, BYTES_MAX / 60_000);
        assertThat(store.numbers().evicted() + store.numbers().refused()).isPositive();
    }

    // === variants, changes ===

    @Test
    void anEqualVariantTakesThePlaceOfTheOther() throws Exception {
        put("/a", "old");
        put("/a", "new");

        Entry entry = one("/a");
        assertThat(text(entry.content())).isEqualTo("new");
        entry.letGo();
        assertThat(store.numbers().entries()).isEqualTo(1);
    }

    @Test
    void variantsStandSideBySide() throws Exception {
        for (String language : List.of("de", "en")) {
            HttpRequest request = Sample.get("/a", "accept-language", language);
            put(request, language.getBytes(UTF_8), "vary", "accept-language", "cache-control", "max-age=60");
        }

        List<Entry> both = store.find(key("/a"));
        assertThat(both).hasSize(2);
        for (Entry entry : both) {
            assertThat(entry.meta().variant().answers(Sample.fields("accept-language", text(entry.content()))))
                    .isTrue();
            entry.letGo();
        }
    }

    @Test
    void anUpdateChangesWhatIsKnownAndNotTheContent() throws Exception {
        put("/a", "content", "etag", "\"1\"");
        Entry before = one("/a");
        Storable.Store now = stored("/a", 7, "etag", "\"1\"", "x-new", "yes", "cache-tag", "later");

        store.update(before, now, store.moment());

        Entry after = one("/a");
        assertThat(after.meta()).isEqualTo(now.meta());
        assertThat(after.fields().value(FieldName.of("x-new"))).isEqualTo("yes");
        assertThat(text(after.content())).isEqualTo("content");
        assertThat(before.fields().value(FieldName.of("x-new"))).isNull();
        assertThat(text(before.content())).isEqualTo("content");
        before.letGo();
        after.letGo();
        assertThat(store.purge(new Purge(Purge.Scope.TAG, "later", false), NOW)).isEqualTo(1);
    }

    @Test
    void anUpdateOfWhatIsGoneDoesNothing() throws Exception {
        put("/a", "content");
        Entry entry = one("/a");
        store.remove(entry);

        store.update(entry, stored("/a", 7, "x-new", "yes"), store.moment());

        assertThat(store.find(key("/a"))).isEmpty();
        entry.letGo();
    }

    @Test
    void anUpdateThatWasAskedForBeforeAPurgeDoesNothing() throws Exception {
        put("/a", "content", "etag", "\"1\"", "cache-tag", "news");
        long moment = store.moment();
        store.purge(new Purge(Purge.Scope.TAG, "news", true), NOW + 1_000);
        Entry stale = one("/a");

        store.update(stale, stored("/a", 7, "etag", "\"1\"", "cache-tag", "news", "x-new", "yes"), moment);

        Entry after = one("/a");
        assertThat(after.fields().value(FieldName.of("x-new"))).isNull();
        assertThat(after.meta().fresh(NOW + 1_000)).isFalse();
        stale.letGo();
        after.letGo();
    }

    // === parts ===

    @Test
    void aPartStandsAtItsPlaceAndIsJoinedByAnother() throws Exception {
        byte[] content = random(200_000);
        HttpRequest asked = Sample.get("/p", "range", "bytes=100000-149999");
        Storable.Store first = part(asked, 100_000, 149_999, 200_000);
        Fill fill = store.begin(key("/p"), first, 50_000, store.moment());
        assertThat(fill).isNotNull();
        fill.append(content, 100_000, 50_000);
        assertThat(fill.complete(first.meta(), Fields.EMPTY)).isTrue();
        fill.close();
        Entry part = one("/p");
        assertThat(part.content(new Ranges.Range(120_000, 120_009)).readAll(100))
                .isEqualTo(java.util.Arrays.copyOfRange(content, 120_000, 120_010));

        Storable.Store whole = stored("/p", 200_000, "etag", "\"1\"");
        Storable.Store second = part(Sample.get("/p", "range", "bytes=0-"), 0, 199_999, 200_000);
        Fill rest = store.join(part, whole, new Ranges.Range(0, 99_999), store.moment());
        assertThat(rest).isNotNull();
        assertThat(second.meta().held()).isNull();
        rest.append(content, 0, 100_000);
        assertThat(rest.complete(part(asked, 0, 149_999, 200_000).meta(), Fields.EMPTY))
                .isTrue();
        rest.close();
        part.letGo();

        Entry joined = one("/p");
        assertThat(joined.content(new Ranges.Range(0, 149_999)).readAll(1 << 20))
                .isEqualTo(java.util.Arrays.copyOfRange(content, 0, 150_000));
        joined.letGo();
    }

    @Test
    void aPartOfWhatIsGoneIsNotFound() throws Exception {
        HttpRequest asked = Sample.get("/p", "range", "bytes=0-4");
        Storable.Store first = part(asked, 0, 4, 10);
        Fill fill = store.begin(key("/p"), first, 5, store.moment());
        append(fill, "01234");
        fill.complete(first.meta(), Fields.EMPTY);
        fill.close();
        Entry part = one("/p");
        Storable.Store whole = stored("/p", 10, "etag", "\"1\"");
        Fill rest = store.join(part, whole, new Ranges.Range(5, 9), store.moment());
        append(rest, "56789");

        put("/p", "another one", "etag", "\"2\"");

        assertThat(rest.complete(whole.meta(), Fields.EMPTY)).isFalse();
        rest.close();
        part.letGo();
        Entry entry = one("/p");
        assertThat(text(entry.content())).isEqualTo("another one");
        entry.letGo();
    }

    // === what must go ===

    @Test
    void everythingOfAUriGoes() throws Exception {
        put("/a", "1");
        put("/ab", "2");
        CacheKey more = new CacheKey(key("/a").uri(), "\nx:1");
        Fill fill = store.begin(more, stored("/a", 1), 1, store.moment());
        append(fill, "3");
        fill.complete(stored("/a", 1).meta(), Fields.EMPTY);
        fill.close();

        assertThat(store.purge(Purge.uri(key("/a").uri()), NOW)).isEqualTo(2);

        assertThat(store.find(key("/a"))).isEmpty();
        assertThat(store.find(more)).isEmpty();
        assertThat(store.numbers().entries()).isEqualTo(1);
    }

    @Test
    void prefixesTagsGroupsAndEverythingGo() throws Exception {
        put("/x/1", "1", "cache-tag", "red, blue");
        put("/x/2", "2", "surrogate-key", "red");
        put("/y/3", "3", "cache-groups", "\"g\"");
        put("/y/4", "4");

        assertThat(purge(Purge.Scope.TAG, "green")).isZero();
        assertThat(purge(Purge.Scope.TAG, "blue")).isEqualTo(1);
        assertThat(purge(Purge.Scope.GROUP, "https://example.org g")).isEqualTo(1);
        assertThat(purge(Purge.Scope.PREFIX, "https://example.org/x/")).isEqualTo(1);
        assertThat(store.numbers().entries()).isEqualTo(1);
        assertThat(purge(Purge.Scope.ALL, "")).isEqualTo(1);
        assertThat(store.numbers().entries()).isZero();
        assertThat(store.find(key("/y/4"))).isEmpty();
    }

    @Test
    void softPurgingMakesStale() throws Exception {
        put("/a", "1", "cache-control", "max-age=60, stale-while-revalidate=60");

        assertThat(store.purge(Purge.uri(key("/a").uri()).softly(), NOW + 1_000))
                .isEqualTo(1);

        Entry entry = one("/a");
        assertThat(entry.meta().fresh(NOW + 1_000)).isFalse();
        assertThat(text(entry.content())).isEqualTo("1");
        entry.letGo();
    }

    @Test
    void whatWasAskedForBeforeAPurgeIsNotFoundAfterIt() throws Exception {
        long moment = store.moment();
        Fill fill = begin("/a", 1);
        append(fill, "1");
        store.purge(Purge.uri(key("/a").uri()), NOW);

        assertThat(fill.complete(stored("/a", 1).meta(), Fields.EMPTY)).isFalse();
        fill.close();
        assertThat(store.find(key("/a"))).isEmpty();
        assertThat(store.begin(key("/a"), stored("/a", 1), 1, moment)).isNull();
        Fill other = store.begin(key("/b"), stored("/b", 1), 1, moment);
        assertThat(other).isNotNull();
        other.close();
    }

    @Test
    void aPurgeChangesThePointInTimeOfWhatItMayMean() throws Exception {
        long a = store.moment(key("/a"));
        store.purge(Purge.uri(key("/a").uri()), NOW);
        assertThat(store.moment(key("/a"))).isNotEqualTo(a).isEqualTo(store.moment());

        long b = store.moment(key("/b"));
        store.purge(new Purge(Purge.Scope.TAG, "red", false), NOW);
        assertThat(store.moment(key("/b"))).isNotEqualTo(b).isEqualTo(store.moment());
    }

    // === queries ===

    @Test
    void whatAPathSaysOfItsQueriesIsRemembered() throws Exception {
        String path = "https://example.org/q";
        assertThat(store.learned(path)).isNull();

        put("/q?a=1", "1", "no-vary-search", "params=(\"a\")");
        assertThat(store.learned(path)).isNotNull();

        put("/q?a=1", "1");
        assertThat(store.learned(path)).isNull();
    }
}
