package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.http.Fields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What paths say of their queries is kept with what is stored for them. */
final class QueryFileTest extends Restarts {
    private static final String RULE = "params=(\"utm\")";

    private static String path(String name) {
        return "https://example.org/" + name;
    }

    /** Stores what says so of its queries, as it is stored: under a key that says it. */
    private void put(String name, String query, String rule) throws Exception {
        NoVarySearch said = NoVarySearch.parse(rule);
        CacheKey key = KeyRules.PLAIN.key(Sample.get("/" + name + query), said);
        Storable.Store what = Shelf.what(name, 100, "no-vary-search", rule);
        try (Fill fill = store.begin(key, what, 100, store.moment())) {
            assertThat(fill).isNotNull();
            fill.append(Shelf.content(name, 1, 100), 0, 100);
            assertThat(fill.complete(what.meta(), Fields.EMPTY)).isTrue();
        }
    }

    private int found(String name, String query) {
        CacheKey key = KeyRules.PLAIN.key(Sample.get("/" + name + query), store.learned(path(name)));
        var found = store.find(key);
        found.forEach(Entry::letGo);
        return found.size();
    }

    @Test
    void whatAPathSaysOfItsQueriesIsKnownAfterARestart() throws Exception {
        put("a", "?id=1&utm=x", RULE);
        put("b", "?id=1", "key-order");
        assertThat(found("a", "?id=1&utm=y")).isEqualTo(1);

        restart();

        assertThat(found("a", "?id=1&utm=z")).isEqualTo(1);
        assertThat(found("a", "?id=2&utm=z")).isZero();
        assertThat(store.learned(path("b"))).isEqualTo(NoVarySearch.parse("key-order"));
    }

    @Test
    void whatItSaidLastCounts() throws Exception {
        put("a", "?id=1", RULE);
        put("a", "?id=1", "key-order");
        put("b", "?id=1", RULE);
        Shelf.put(store, "b", 1, 100);

        restart();

        assertThat(store.learned(path("a"))).isEqualTo(NoVarySearch.parse("key-order"));
        assertThat(store.learned(path("b"))).isNull();
    }

    @Test
    void whatAnAnswerThatItIsStillRightSaysIsKnownAfterARestart() throws Exception {
        Shelf.put(store, "a", 1, 100);
        Entry entry = store.find(Shelf.key("a")).getFirst();
        store.update(entry, Shelf.what("a", 100, "no-vary-search", RULE), store.moment());
        entry.letGo();

        restart();

        assertThat(store.learned(path("a"))).isEqualTo(NoVarySearch.parse(RULE));
    }

    @Test
    void aTornEndLosesNothingElse() throws Exception {
        put("a", "?id=1", RULE);
        put("b", "?id=1", RULE);
        store.close();
        Path file = folder.resolve(QueryFile.NAME);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));

        open();
        assertThat(store.learned(path("a"))).isNotNull();
        assertThat(store.learned(path("b"))).isNull();
        put("c", "?id=1", RULE);
        restart();

        assertThat(store.learned(path("a"))).isNotNull();
        assertThat(store.learned(path("c"))).isNotNull();
    }

    @Test
    void whatSomebodyWroteIntoItIsNotBelieved() throws Exception {
        put("a", "?id=1", RULE);
        put("b", "?id=1", RULE);
        store.close();
        Path file = folder.resolve(QueryFile.NAME);
        byte[] bytes = Files.readAllBytes(file);
        bytes[FileHead.BYTES + 30] ^= 1;
        Files.write(file, bytes);

        open();

        assertThat(store.learned(path("a"))).isNull();
        assertThat(found("a", "?id=1")).isZero();
        put("a", "?id=1", RULE);
        assertThat(found("a", "?id=1")).isEqualTo(1);
    }

    @Test
    void whatAnotherFolderKnowsIsNotBelieved() throws Exception {
        put("a", "?id=1", RULE);
        store.close();
        byte[] bytes = Files.readAllBytes(folder.resolve(QueryFile.NAME));
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.write(other.resolve(QueryFile.NAME), bytes, StandardOpenOption.CREATE_NEW);

        DiskConfig config = DiskStoreTest.config(other);
        store = DiskStore.of(new DiskConfig(
                other,
                config.bytesMax(),
                config.entryBytesMax(),
                config.entriesMax(),
                Runnable::run,
                new Random(2),
                () -> Long.MAX_VALUE));
        assertThat(store.ready()).isTrue();

        assertThat(store.learned(path("a"))).isNull();
    }

    @Test
    void itStaysWithinItsBound() throws Exception {
        String longRule = "params=(\"" + "x".repeat(4_000) + "\")";
        for (int i = 0; i < 600; i++) {
            put("p" + i, "?id=1", longRule);
        }

        assertThat(Files.size(folder.resolve(QueryFile.NAME))).isLessThanOrEqualTo(QueryFile.BYTES_MAX);
        restart();
        assertThat(store.learned(path("p599"))).isNotNull();
        assertThat(store.learned(path("p0"))).isNull();
    }
}
