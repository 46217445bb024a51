package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.form.Corrupt;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What was found. Content of one block was read with its head and checked; of other content it holds the files. */
public final class DiskEntry implements Entry {
    private final DiskStore store;
    private final Head head;
    private final StoredMeta meta;
    private final Spot spot;
    private final byte @Nullable [] content;
    private final List<Segment> held;
    private final AtomicInteger holders = new AtomicInteger(1);

    DiskEntry(DiskStore store, Found read, StoredMeta meta, List<Segment> held) {
        this.store = store;
        this.head = read.head();
        this.spot = read.spot();
        this.content = read.content();
        this.meta = meta;
        this.held = held;
    }

    Head head() {
        return head;
    }

    Spot spot() {
        return spot;
    }

    /** How often it was found of late, this time included. */
    public int heat() {
        return spot.heat();
    }

    /** True if its content was read with its head. */
    public boolean atHand() {
        return content != null;
    }

    /** It as it would be stored anew. */
    public Storable.Store storable() {
        return new Storable.Store(meta, head.fields(), head.labels());
    }

    @Override
    public CacheKey key() {
        return head.key();
    }

    @Override
    public StoredMeta meta() {
        return meta;
    }

    @Override
    public Fields fields() {
        return head.fields();
    }

    @Override
    public Fields trailers() {
        return head.trailers();
    }

    /** How much content there is: what is known only once it has come stands in the runs. */
    private long size() {
        return meta.size() >= 0 || head.runs().isEmpty()
                ? Math.max(0, meta.size())
                : head.runs().getLast().end();
    }

    @Override
    public Body content() {
        return body(0, size(), head.trailers());
    }

    @Override
    public Body content(Ranges.Range part) {
        return body(part.first(), part.length(), Fields.EMPTY);
    }

    private Body body(long first, long length, Fields trailers) {
        byte[] all = content;
        if (all != null && trailers.size() == 0) {
            int from = (int)
                    (first - (head.runs().isEmpty() ? 0 : head.runs().getFirst().offset()));
            boolean whole = from == 0 && length == all.length;
            return Body.of(whole ? all : Arrays.copyOfRange(all, from, from + (int) length));
        }
        holders.incrementAndGet();
        return new DiskBody(this, first, length, trailers);
    }

    void readBlock(Run run, long at, byte[] into, int length) throws IOException {
        int position = run.blockPosition(at);
        for (Segment segment : held) {
            if (segment.number == run.segment()) {
                segment.read(ByteBuffer.wrap(into, 0, Run.BLOCK_HEAD_BYTES + length), position);
                Block.check(into, 0, head.id(), run.blockOffset(at), length);
                return;
            }
        }
        throw new Corrupt("a segment is missing");
    }

    /** It cannot be read: it is not found any more. */
    void broken(IOException why) {
        store.broken(spot, why);
    }

    @Override
    public void letGo() {
        if (holders.decrementAndGet() == 0) {
            held.forEach(Segment::letGo);
        }
    }
}
