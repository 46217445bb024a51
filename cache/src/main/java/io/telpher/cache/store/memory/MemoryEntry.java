package io.telpher.cache.store.memory;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import org.jspecify.annotations.Nullable;

/** An entry that somebody uses. */
final class MemoryEntry implements Entry {
    final int number;
    private final Space space;
    private final CacheKey key;
    private final Recorded record;
    private final int behindBytes;
    private final StoredMeta meta;
    private @Nullable Fields fields;

    /** What is behind its record is {@code behindBytes} long. */
    MemoryEntry(Space space, int number, CacheKey key, Recorded record, int behindBytes) {
        this.space = space;
        this.number = number;
        this.key = key;
        this.record = record;
        this.behindBytes = behindBytes;
        this.meta = record.meta();
    }

    @Override
    public CacheKey key() {
        return key;
    }

    @Override
    public StoredMeta meta() {
        return meta;
    }

    @Override
    public Fields fields() {
        Fields known = fields;
        if (known == null) {
            known = record.fields();
            fields = known;
        }
        return known;
    }

    Labels labels() {
        record.meta(); // which comes before them
        return record.labels();
    }

    @Override
    public Fields trailers() {
        if (!record.has(Recorded.TRAILERS)) {
            return Fields.EMPTY;
        }
        labels();
        return record.trailers();
    }

    int serial() {
        return space.entries.serial(number);
    }

    /** How many bytes of content are here. */
    static long bytes(StoredMeta meta) {
        Held held = meta.held();
        return held == null ? meta.size() : before(held, Long.MAX_VALUE);
    }

    /** How many bytes that are here stand before a place in the representation. */
    private static long before(Held held, long place) {
        long sum = 0;
        for (Ranges.Range range : held.ranges()) {
            sum += Math.clamp(place - range.first(), 0, range.length());
        }
        return sum;
    }

    @Override
    public Body content() {
        long bytes = bytes(meta);
        return bytes == 0 ? Body.empty() : content(0, bytes, trailers());
    }

    @Override
    public Body content(Ranges.Range part) {
        Held held = meta.held();
        long first = held == null ? part.first() : before(held, part.first());
        return content(first, part.length(), Fields.EMPTY);
    }

    private Body content(long first, long length, Fields trailers) {
        space.entries.holdAgain(number);
        Pieces pieces = new Pieces(space, number, record.length(), behindBytes, bytes(meta), first);
        return new MemoryContent(space, number, pieces, length, trailers);
    }

    @Override
    public void letGo() {
        space.release(number);
    }
}
