package io.telpher.cache.purge;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;

/** An entry that is not used without being validated. */
record Untrusted(Entry bare, StoredMeta meta) implements Entry {

    /** The entry itself, if it was stored after {@code before}. */
    static Entry of(Entry found, long before) {
        return found.meta().storedMillis() <= before
                ? new Untrusted(found, found.meta().invalidated())
                : found;
    }

    /** The entry as its store knows it. */
    static Entry bare(Entry found) {
        return found instanceof Untrusted untrusted ? untrusted.bare : found;
    }

    @Override
    public Fields fields() {
        return bare.fields();
    }

    @Override
    public CacheKey key() {
        return bare.key();
    }

    @Override
    public Fields trailers() {
        return bare.trailers();
    }

    @Override
    public Body content() {
        return bare.content();
    }

    @Override
    public Body content(Ranges.Range part) {
        return bare.content(part);
    }

    @Override
    public void letGo() {
        bare.letGo();
    }
}
