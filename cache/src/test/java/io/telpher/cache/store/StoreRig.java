package io.telpher.cache.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.rules.CachePolicy;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.Storing;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store under test, and how tests put responses into it. */
public abstract class StoreRig {
    /** What a store under test may take: little enough to be filled. */
    protected static final long BYTES_MAX = 4L << 20;
    /** What it must take of one response. */
    protected static final long ENTRY_BYTES_MAX = 1L << 20;

    protected static final long NOW = 1_767_225_600_000L;

    protected Store store;

    /** An empty store that takes {@link #BYTES_MAX} and of one response {@link #ENTRY_BYTES_MAX}, about. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    protected static CacheKey key(String target) {
        return KeyRules.PLAIN.key(Sample.get(target));
    }

    protected final void put(String target, String content, String... fields) throws Exception {
        put(target, content.getBytes(UTF_8), fields);
    }

    protected final void put(String target, byte[] content, String... fields) throws Exception {
        put(Sample.get(target), content, fields);
    }

    /** Stores; a store that does not want it is left alone. */
    protected final void put(HttpRequest request, byte[] content, String... fields) throws Exception {
        Storable.Store what = storable(request, 200, content.length, fields);
        Fill fill = store.begin(KeyRules.PLAIN.key(request), what, content.length, store.moment());
        if (fill != null) {
            boolean all = fill.append(content, 0, content.length);
            if (all) {
                fill.complete(what.meta(), Fields.EMPTY);
            }
            fill.close();
        }
    }

    /** What is stored of an answer to a GET. */
    protected static Storable.Store stored(String target, long length, String... fields) {
        return storable(Sample.get(target), 200, length, fields);
    }

    protected static Storable.Store part(HttpRequest request, long first, long last, long size) {
        return storable(
                request,
                206,
                last - first + 1,
                "etag",
                "\"1\"",
                "content-range",
                "bytes " + first + '-' + last + '/' + size);
    }

    protected static Storable.Store storable(HttpRequest request, int status, long length, String... fields) {
        Fields all = Sample.fields(fields);
        if (!all.contains(FieldName.CACHE_CONTROL)) {
            all = all.with(FieldName.CACHE_CONTROL, "max-age=3600");
        }
        Storable storable = new Storing(CachePolicy.DEFAULT).decide(request, status, all, length, NOW, NOW);
        return (Storable.Store) storable;
    }

    protected final Fill begin(String target, long length) {
        Fill fill = store.begin(key(target), stored(target, length), length, store.moment());
        assertThat(fill).isNotNull();
        return fill;
    }

    protected static void append(@Nullable Fill fill, String text) {
        assertThat(fill).isNotNull();
        assertThat(fill.append(text.getBytes(UTF_8), 0, text.length())).isTrue();
    }

    protected static String read(Fill fill, long position) throws Exception {
        byte[] some = new byte[100];
        int n = fill.read(position, some, 0, 100);
        assertThat(n).isPositive();
        return new String(some, 0, n, UTF_8);
    }

    protected final Entry one(String target) {
        List<Entry> found = store.find(key(target));
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    protected final long purge(Purge.Scope scope, String name) {
        return store.purge(new Purge(scope, name, false), NOW);
    }

    /** Has the store use all of its room anew. */
    protected final void churn() throws Exception {
        for (int i = 0; i < 2 * BYTES_MAX / 50_000; i++) {
            put("/churn/" + i, random(50_000));
        }
    }

    protected static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    protected static String text(Body body) throws Exception {
        return new String(body.readAll(1 << 20), UTF_8);
    }
}
