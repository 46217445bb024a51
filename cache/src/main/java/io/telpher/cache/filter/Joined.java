package io.telpher.cache.filter;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;

/**
 * A response of which the missing part is just coming, for the one who asked.
 *
 * @param content all of it
 */
record Joined(CacheKey key, StoredMeta meta, Fields fields, Body content) implements Entry {
    @Override
    public Fields trailers() {
        return Fields.EMPTY;
    }

    @Override
    public Body content(Ranges.Range part) {
        throw new UnsupportedOperationException("it is asked for as a whole");
    }

    @Override
    public void letGo() {}
}
