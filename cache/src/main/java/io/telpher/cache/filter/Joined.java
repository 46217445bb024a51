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
 * @param content what he asked for: all of it, or one range
 */
record Joined(CacheKey key, StoredMeta meta, Fields fields, Body content) implements Entry {
    @Override
    public Fields trailers() {
        return Fields.EMPTY;
    }

    @Override
    public Body content(Ranges.Range part) {
        return content;
    }

    @Override
    public void letGo() {}
}
