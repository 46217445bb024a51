package io.telpher.cache.filter;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;

/**
 * An entry as its origin says that it is now.
 *
 * @param entry has the content
 */
record Changed(Entry entry, StoredMeta meta, Fields fields) implements Entry {
    @Override
    public CacheKey key() {
        return entry.key();
    }

    @Override
    public Fields trailers() {
        return entry.trailers();
    }

    @Override
    public Body content() {
        return entry.content();
    }

    @Override
    public Body content(Ranges.Range part) {
        return entry.content(part);
    }

    @Override
    public void letGo() {
        entry.letGo();
    }
}
