package io.telpher.cache.store.disk;

import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Incoming;
import io.telpher.cache.store.form.Corrupt;
import io.telpher.http.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that comes in. Its blocks are written as they are full; the last one waits in memory, and with it an object that is no
 * longer than one. Nothing of it is found until {@link #complete} has written its head.
 */
final class DiskFill implements Fill {
    private static final int FIRST_BYTES = 4 << 10;
    /** Of long content so many blocks stand together. */
    private static final int BLOCKS_TOGETHER = 16;

    private static final long LONG_BYTES = 1 << 20;

    private final DiskStore store;
    private final long id;
    private final Incoming<DiskEntry> coming;
    private final List<Run> runs = new ArrayList<>(1);
    private final List<Segment> held = new ArrayList<>(1);
    private byte[] block;
    private int pending;
    private long flushed;
    private long appended;
    private @Nullable Segment roomIn;
    private int roomAt;
    private int roomEnd;
    private boolean failed;
    private boolean closed;
    private long cachedAt = -1; // the block that was read last
    private byte[] cached = {};

    DiskFill(DiskStore store, long id, Incoming<DiskEntry> coming) {
        this.store = store;
        this.id = id;
        this.coming = coming;
        int expected = coming.length() >= 0 ? (int) Math.min(coming.length(), Run.BLOCK_BYTES) : FIRST_BYTES;
        this.block = new byte[Run.BLOCK_HEAD_BYTES + expected];
    }

    Incoming<DiskEntry> coming() {
        return coming;
    }

    // === what comes ===

    @Override
    public boolean append(byte[] bytes, int offset, int count) {
        synchronized (this) {
            if (failed || closed || appended + count > store.entryBytesMax()) {
                return fail();
            }
        }
        try {
            for (int done = 0; done < count; ) {
                if (pending == Run.BLOCK_BYTES) {
                    flush();
                }
                done += take(bytes, offset + done, count - done);
            }
            return true;
        } catch (IOException e) {
            store.trouble("writing", e);
            return fail();
        }
    }

    private synchronized int take(byte[] bytes, int offset, int count) {
        int n = Math.min(count, Run.BLOCK_BYTES - pending);
        int needed = Run.BLOCK_HEAD_BYTES + pending + n;
        if (needed > block.length) {
            int larger = Math.min(Run.BLOCK_HEAD_BYTES + Run.BLOCK_BYTES, Math.max(needed, 2 * block.length));
            block = Arrays.copyOf(block, larger);
        }
        System.arraycopy(bytes, offset, block, Run.BLOCK_HEAD_BYTES + pending, n);
        pending += n;
        appended += n;
        return n;
    }

    private synchronized boolean fail() {
        failed = true;
        return false;
    }

    /** Writes the block that is in memory. What is read meanwhile comes from there. */
    private void flush() throws IOException {
        int bytes = pending;
        long offset = coming.first() + flushed;
        Segment segment = room(Run.BLOCK_HEAD_BYTES + bytes);
        int at = roomAt;
        Block.seal(block, 0, id, offset, bytes);
        segment.write(ByteBuffer.wrap(block, 0, Run.BLOCK_HEAD_BYTES + bytes), at);
        segment.live(Run.BLOCK_HEAD_BYTES + bytes); // until it is complete and counted, or given up
        synchronized (this) {
            roomAt = at + (Run.BLOCK_HEAD_BYTES + bytes + 7) / 8 * 8;
            Run longer = runs.isEmpty() ? null : runs.getLast().plus(segment.number, at, offset, bytes);
            if (longer == null) {
                runs.add(new Run(segment.number, at, offset, bytes));
            } else {
                runs.set(runs.size() - 1, longer);
            }
            flushed += bytes;
            pending = 0;
        }
    }

    private Segment room(int bytes) throws IOException {
        Segment known = roomIn;
        if (known != null && roomEnd - roomAt >= bytes) {
            return known;
        }
        giveRoomBack();
        int together = bytes;
        if (appended >= LONG_BYTES && bytes == Run.STRIDE_BYTES) {
            long left = coming.length() >= 0 ? coming.length() - flushed : Long.MAX_VALUE;
            together = Math.clamp(left / Run.BLOCK_BYTES, 1, BLOCKS_TOGETHER) * Run.STRIDE_BYTES;
        }
        Segments.Room room = store.room(together);
        if (room == null && together > bytes) {
            room = store.room(bytes);
            together = bytes;
        }
        if (room == null) {
            throw new NoRoom();
        }
        synchronized (this) {
            held.add(room.segment());
            roomIn = room.segment();
            roomAt = room.position();
            roomEnd = room.position() + together;
        }
        return room.segment();
    }

    private void giveRoomBack() {
        Segment known = roomIn;
        if (known != null && roomAt < roomEnd) {
            known.unreserve(roomAt, roomEnd);
            roomEnd = roomAt;
        }
    }

    /** There is none; no fault of the disk. */
    static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1;

        NoRoom() {
            super("there is no room");
        }
    }

    // === what is read meanwhile ===

    @Override
    public int read(long position, byte[] into, int offset, int count) throws IOException {
        long at = coming.first() + position;
        Run run;
        synchronized (this) {
            if (position >= flushed) {
                int from = (int) (position - flushed);
                int n = Math.min(count, pending - from);
                System.arraycopy(block, Run.BLOCK_HEAD_BYTES + from, into, offset, Math.max(0, n));
                return Math.max(0, n);
            }
            if (cachedAt >= 0 && at >= cachedAt && at < cachedAt + cached.length - Run.BLOCK_HEAD_BYTES) {
                return copy(cached, cachedAt, at, into, offset, count);
            }
            run = run(at);
        }
        int length = run.blockLength(at);
        byte[] bytes = new byte[Run.BLOCK_HEAD_BYTES + length];
        segment(run.segment()).read(ByteBuffer.wrap(bytes), run.blockPosition(at));
        Block.check(bytes, 0, id, run.blockOffset(at), length);
        synchronized (this) {
            cached = bytes;
            cachedAt = run.blockOffset(at);
        }
        return copy(bytes, run.blockOffset(at), at, into, offset, count);
    }

    private static int copy(byte[] block, long blockAt, long at, byte[] into, int offset, int count) {
        int from = (int) (at - blockAt) + Run.BLOCK_HEAD_BYTES;
        int n = Math.min(count, block.length - from);
        System.arraycopy(block, from, into, offset, n);
        return n;
    }

    private Run run(long at) throws Corrupt {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).offset() <= at) {
                return runs.get(i);
            }
        }
        throw new Corrupt("nothing was written at " + at);
    }

    private synchronized Segment segment(long number) throws Corrupt {
        for (Segment each : held) {
            if (each.number == number) {
                return each;
            }
        }
        throw new Corrupt("a segment is missing");
    }

    // === the end ===

    @Override
    public boolean complete(StoredMeta meta, Fields trailers) {
        synchronized (this) {
            if (failed || closed || (coming.length() >= 0 && appended != coming.length())) {
                return false;
            }
        }
        return store.complete(this, meta, trailers);
    }

    /** Writes what is still in memory, with a head or, if all content is there already, a head of it. */
    Log.@Nullable Written write(Log log, StoredMeta meta, Fields trailers) throws IOException {
        DiskEntry before = coming.onto();
        Storable.Store what = coming.what();
        Head head = new Head(id, coming.key(), meta, what.fields(), trailers, what.labels(), List.of());
        if (flushed == 0 && before == null && pending > 0) {
            return log.write(head, block, pending, coming.first(), 0, IndexRecord.NEVER);
        }
        if (pending > 0) {
            flush();
        }
        giveRoomBack();
        List<Run> all = new ArrayList<>(runs);
        if (before != null) {
            all.addAll(before.head().runs());
            all.sort(Comparator.comparingLong(Run::offset));
        }
        return log.write(head.at(all), 0, IndexRecord.NEVER);
    }

    /** True if all that was written is still there. */
    synchronized boolean whole() {
        return held.stream().allMatch(Segment::alive);
    }

    @Override
    public void close() {
        List<Segment> all;
        List<Run> written;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = List.copyOf(held);
            written = List.copyOf(runs);
        }
        for (Run run : written) {
            all.stream()
                    .filter(each -> each.number == run.segment())
                    .findAny()
                    .ifPresent(each -> each.live(-run.storedBytes()));
        }
        giveRoomBack();
        all.forEach(Segment::letGo);
        store.closed(this);
    }
}
