package io.telpher.cache.filter;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.util.Arrays;

/**
 * A small response that has just come, whether or not a store took it.
 *
 * @param bytes the content
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Fresh(CacheKey key, StoredMeta meta, Fields fields, byte[] bytes, Fields trailers) implements Entry {

    @Override
    public Body content() {
        return Body.of(bytes);
    }

    @Override
    public Body content(Ranges.Range part) {
        return Body.of(Arrays.copyOfRange(bytes, (int) part.first(), (int) part.last() + 1));
    }

    @Override
    public void letGo() {}
}
