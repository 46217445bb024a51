package io.telpher.cache.filter;

import io.telpher.cache.filter.body.Bodies;
import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.filter.growth.GrowthReader;
import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.util.List;

/**
 * A response of which some parts are stored and another is just coming. It holds both.
 *
 * @param place where the part that comes belongs
 * @param meta of all of them together
 */
record Joined(Entry stored, Growth part, Ranges.Range place, StoredMeta meta) implements Entry {
    @Override
    public CacheKey key() {
        return stored.key();
    }

    @Override
    public Fields fields() {
        return part.fields();
    }

    @Override
    public Fields trailers() {
        return Fields.EMPTY;
    }

    @Override
    public Body content() {
        return content(new Ranges.Range(0, meta.size() - 1));
    }

    @Override
    public Body content(Ranges.Range wanted) {
        long first = Math.max(wanted.first(), place.first());
        long last = Math.min(wanted.last(), place.last());
        if (first > last) {
            return stored.content(wanted);
        }
        GrowthReader coming = part.content(new Ranges.Range(first, last));
        Body before = coming.after(stored(wanted.first(), first - 1));
        Body after = stored(last + 1, wanted.last());
        return new Bodies(wanted.length(), List.of(before, coming, after));
    }

    private Body stored(long first, long last) {
        return first > last ? Body.empty() : stored.content(new Ranges.Range(first, last));
    }

    @Override
    public void letGo() {
        stored.letGo();
        part.letGo();
    }
}
