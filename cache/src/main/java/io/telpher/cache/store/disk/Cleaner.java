package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.store.disk.IndexRecord.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room: the oldest segment goes, or one that is of little use already. What was found since it was written is written anew
 * at the end of the log, the rest is forgotten; at most half of a segment stays.
 */
final class Cleaner {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.cache");

    /** Held by whoever moves objects, or must see them all. */
    final ReentrantLock moving = new ReentrantLock();

    private final Log log;
    private final List<Predicate<CacheKey>> wanted;
    private final AtomicLong evicted = new AtomicLong();

    /** {@code wanted} is what others have use for, though it was not looked for here. */
    Cleaner(Log log, List<Predicate<CacheKey>> wanted) {
        this.log = log;
        this.wanted = wanted;
    }

    long evicted() {
        return evicted.get();
    }

    /** Makes as much room as there should always be. Blocking. */
    void clean() {
        moving.lock();
        try {
            Segment before = null;
            while (log.segments.low()) {
                Segment victim = log.segments.victim();
                if (victim == null || victim == before) {
                    return;
                }
                evict(victim, log.segments.segmentBytes() / 2);
                before = victim;
            }
        } finally {
            moving.unlock();
        }
    }

    /** Makes some room at once, without saving anything. @return false if there is nothing that could go */
    boolean makeRoom() {
        moving.lock();
        try {
            Segment victim = log.segments.victim();
            if (victim == null) {
                log.segments.seal();
                victim = log.segments.victim();
            }
            if (victim == null) {
                return false;
            }
            evict(victim, 0);
            return true;
        } finally {
            moving.unlock();
        }
    }

    private void evict(Segment victim, int bytesSaved) {
        if (bytesSaved > 0) {
            try {
                save(victim, bytesSaved);
            } catch (IOException e) {
                LOG.warn("{} cannot be read and goes: {}", victim, e.toString());
            }
        }
        evicted.addAndGet(log.retire(victim));
    }

    private void save(Segment victim, int bytesSaved) throws IOException {
        List<Spot> hot = new ArrayList<>();
        victim.records((record, unit, bytes, at) -> {
            Spot spot = record.kind() == Kind.GONE
                    ? null
                    : log.spots.of(record.uriHash(), record.more(), (int) record.id());
            boolean here = spot != null && Place.slot(spot.place()) == victim.slot && spot.record() == unit;
            if (spot != null && (here || record.kind() == Kind.PART) && worth(spot, record, bytes, at)) {
                hot.add(spot);
            }
        });
        hot.sort((one, other) -> other.heat() - one.heat());
        int left = bytesSaved;
        for (Spot spot : hot) {
            left -= moved(spot, victim, left);
        }
    }

    private boolean worth(Spot spot, IndexRecord record, ByteBuffer bytes, int at) {
        if (spot.heat() > 0) {
            return true;
        }
        IndexRecord.Text text = record.kind() == Kind.ENTRY && !wanted.isEmpty() ? record.text(bytes, at) : null;
        return text != null && wanted.stream().anyMatch(each -> each.test(text.key()));
    }

    /** Writes what an object has in a segment to the end of the log. @return how many bytes, or 0 if it is not worth it */
    private int moved(Spot spot, Segment from, int bytesMax) {
        Segment own = log.held(spot);
        if (own == null) {
            return 0;
        }
        try {
            Found read = log.read(spot, own);
            int bytes = Place.headBytes(spot.place()) + read.head().bytesIn(from.number);
            if (bytes > bytesMax) {
                return 0;
            }
            long stale = spot.stale() ? staleMillis(own, spot) : IndexRecord.NEVER;
            Log.Written written = write(read, from, spot.heat() / 2, stale);
            if (written == null) {
                return 0;
            }
            if (!log.spots.move(spot, written.spot())) {
                log.kill(written.spot()); // it was changed or removed meanwhile
            } else {
                log.kill(spot);
            }
            return bytes;
        } catch (IOException e) {
            return 0; // then it goes, too
        } finally {
            own.letGo();
        }
    }

    static long staleMillis(Segment segment, Spot spot) throws IOException {
        IndexRecord record = segment.record(spot.record());
        return record == null ? IndexRecord.NEVER : record.staleMillis();
    }

    private Log.@Nullable Written write(Found read, Segment from, int heat, long stale) throws IOException {
        byte[] content = read.content();
        if (content != null && content.length > 0) {
            byte[] block = new byte[Run.BLOCK_HEAD_BYTES + content.length];
            System.arraycopy(content, 0, block, Run.BLOCK_HEAD_BYTES, content.length);
            long offset = read.head().runs().getFirst().offset();
            return log.write(read.head(), block, content.length, offset, heat, stale);
        }
        List<Run> runs = new ArrayList<>();
        List<Segment> held = new ArrayList<>();
        try {
            for (Run run : read.head().runs()) {
                if (run.segment() == from.number) {
                    copy(read.head().id(), run, from, runs, held);
                } else {
                    runs.add(run);
                }
            }
            return runs.isEmpty() && !read.head().runs().isEmpty()
                    ? null
                    : log.write(read.head().at(runs), heat, stale);
        } finally {
            held.forEach(Segment::letGo);
        }
    }

    private void copy(long id, Run run, Segment from, List<Run> runs, List<Segment> held) throws IOException {
        for (long at = run.offset(); at < run.end(); at += Run.BLOCK_BYTES) {
            int length = run.blockLength(at);
            ByteBuffer block = ByteBuffer.allocate(Run.BLOCK_HEAD_BYTES + length);
            from.read(block, run.blockPosition(at));
            Block.check(block.array(), 0, id, at, length);
            Segments.Room room = log.segments.reserve(Run.BLOCK_HEAD_BYTES + length);
            if (room == null) {
                throw new DiskFill.NoRoom();
            }
            held.add(room.segment());
            room.segment().write(block.flip(), room.position());
            Run last = runs.isEmpty() ? null : runs.getLast();
            Run longer = last == null ? null : last.plus(room.segment().number, room.position(), at, length);
            if (longer == null) {
                runs.add(new Run(room.segment().number, room.position(), at, length));
            } else {
                runs.set(runs.size() - 1, longer);
            }
        }
    }
}
