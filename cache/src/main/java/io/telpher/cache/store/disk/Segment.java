package io.telpher.cache.store.disk;

import io.telpher.cache.store.disk.IndexRecord.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the log: a file of heads and blocks, and an index beside it. Both only grow, but for records of the index that are
 * marked as gone or stale. It is deleted as a whole, when nobody holds it any more.
 */
final class Segment {
    private static final int INDEX_CHUNK_BYTES = 256 << 10;
    private static final int MARGIN = 8;

    final long number;
    final int slot;
    final boolean found; // it was there when the folder was opened
    private final Path dataPath;
    private final Path indexPath;
    private final Channels data;
    private final Channels index;
    private final int bytesMax;
    private final AtomicLong used; // of all segments
    private final Consumer<Path> deletes;
    private int dataTail;
    private int indexTail;
    private int liveBytes;
    private int holders;
    private boolean sealed;
    private boolean dead;
    private boolean destroyed;
    private volatile boolean left;

    /**
     * What the two files hold already.
     *
     * @param sealed true if it was there before: nothing more is put behind it
     * @param deletes what is asked to delete its files
     */
    Segment(SegmentFiles files, int slot, int bytesMax, boolean sealed, AtomicLong used, Consumer<Path> deletes) {
        this.number = files.number();
        this.slot = slot;
        this.dataPath = files.data();
        this.indexPath = files.index();
        this.data = new Channels(dataPath);
        this.index = new Channels(indexPath);
        this.bytesMax = bytesMax;
        this.used = used;
        this.deletes = deletes;
        this.sealed = sealed;
        this.found = sealed;
        this.dataTail = files.dataBytes();
        this.indexTail = files.indexBytes();
        used.addAndGet((long) dataTail + indexTail);
    }

    // === holding ===

    /** Has it stay. @return false if it is going already */
    synchronized boolean hold() {
        if (dead) {
            return false;
        }
        holders++;
        return true;
    }

    void letGo() {
        synchronized (this) {
            if (--holders > 0 || !dead) {
                return;
            }
        }
        destroy();
    }

    synchronized boolean alive() {
        return !dead;
    }

    /** Nothing is found in it any more, also by the next process; its content goes with the last one who holds it. */
    void retire() {
        boolean last;
        synchronized (this) {
            dead = true;
            sealed = true;
            last = holders == 0;
        }
        delete(indexPath);
        if (last) {
            destroy();
        }
    }

    /** Gives its place back, though somebody may be reading, whom that breaks off. */
    void destroy() {
        synchronized (this) {
            if (destroyed) {
                return;
            }
            destroyed = true;
            used.addAndGet(-(long) dataTail - indexTail);
        }
        close();
        delete(dataPath);
    }

    synchronized boolean destroyed() {
        return destroyed;
    }

    void close() {
        data.close();
        index.close();
    }

    private void delete(Path path) {
        if (!left) {
            deletes.accept(path);
        }
    }

    /** Its files are somebody else's from now on, and so is what comes by their names. */
    void leave() {
        left = true;
        close();
    }

    // === room ===

    /** Takes room for so many bytes. @return where, or -1 if there is not so much, or nothing comes behind this any more */
    synchronized int reserve(int bytes) {
        int aligned = (bytes + MARGIN - 1) / MARGIN * MARGIN;
        if (sealed || dataTail + (long) aligned > bytesMax) {
            return -1;
        }
        int at = dataTail;
        dataTail += aligned;
        used.addAndGet(aligned);
        return at;
    }

    /** Gives back what was reserved last, if it is the last. */
    synchronized void unreserve(int from, int to) {
        int end = (to + MARGIN - 1) / MARGIN * MARGIN;
        int start = (from + MARGIN - 1) / MARGIN * MARGIN;
        if (end == dataTail && !sealed) {
            dataTail = start;
            used.addAndGet(start - end);
        }
    }

    synchronized void seal() {
        sealed = true;
    }

    synchronized boolean sealed() {
        return sealed;
    }

    synchronized int bytes() {
        return dataTail + indexTail;
    }

    synchronized int dataBytes() {
        return dataTail;
    }

    /** How much of it is of use. */
    synchronized int liveBytes() {
        return liveBytes;
    }

    synchronized void live(int more) {
        liveBytes += more;
    }

    // === content ===

    void read(ByteBuffer into, int at) throws IOException {
        data.read(into, at);
    }

    /** Reads as much as there is. */
    byte[] readSome(int at, int bytes) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        data.readSome(into, at);
        return into.hasRemaining() ? Arrays.copyOf(into.array(), into.position()) : into.array();
    }

    void write(ByteBuffer bytes, int at) throws IOException {
        data.write(bytes, at);
    }

    // === index ===

    /** Where a record of so many bytes will stand, in units. */
    synchronized int reserveRecord(int bytes) {
        int at = indexTail;
        indexTail += bytes;
        used.addAndGet(bytes);
        return (at - FileHead.BYTES) / IndexRecord.UNIT_BYTES;
    }

    void writeRecord(ByteBuffer record, int unit) throws IOException {
        index.write(record, position(unit));
    }

    private static long position(int unit) {
        return FileHead.BYTES + (long) unit * IndexRecord.UNIT_BYTES;
    }

    @Nullable
    IndexRecord record(int unit) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(IndexRecord.UNIT_BYTES);
        index.read(bytes, position(unit));
        return IndexRecord.read(bytes, 0);
    }

    /** Marks a record, so that the next process does not find it either. */
    void kill(int unit) throws IOException {
        IndexRecord record = record(unit);
        if (record != null && record.kind() == Kind.ENTRY) {
            writeRecord(record.gone().bytes(), unit);
            live(-record.headBytes() - record.localBytes());
        }
    }

    /** Takes records of the index. */
    interface Records {
        /**
         * One record.
         *
         * @param unit where it stands
         * @param bytes of the index
         * @param at where in these bytes it begins
         */
        void record(IndexRecord record, int unit, ByteBuffer bytes, int at) throws IOException;
    }

    /** Gives all records that can be read, in their order; what is broken is passed over. */
    void records(Records taker) throws IOException {
        int end;
        synchronized (this) {
            end = indexTail;
        }
        int from = FileHead.BYTES;
        int chunk = INDEX_CHUNK_BYTES;
        while (from < end) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.min(chunk, end - from));
            index.readSome(bytes, from);
            bytes.flip();
            boolean last = from + bytes.limit() >= end || bytes.limit() < bytes.capacity();
            int taken = records(taker, bytes, from, last);
            if (last) {
                return;
            }
            chunk = taken == 0 ? chunk * 2 : INDEX_CHUNK_BYTES;
            from += taken;
        }
    }

    private static int records(Records taker, ByteBuffer bytes, int from, boolean last) throws IOException {
        int at = 0;
        while (at + IndexRecord.UNIT_BYTES <= bytes.limit()) {
            IndexRecord record = IndexRecord.read(bytes, at);
            if (record == null) {
                at += IndexRecord.UNIT_BYTES;
                continue;
            }
            if (at + record.recordBytes() > bytes.limit() && !last) {
                return at;
            }
            taker.record(record, (from + at - FileHead.BYTES) / IndexRecord.UNIT_BYTES, bytes, at);
            at += record.recordBytes();
        }
        return at;
    }

    @Override
    public String toString() {
        return dataPath.getFileName().toString();
    }
}
