package io.telpher.cache.store.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All segments of a folder: one that is written to, those that are full, and those that only wait for their readers. */
final class Segments {
    /** Nothing but a bound on open files. */
    private static final int COUNT_MAX = 4_096;

    private static final int PARTS = 128;
    private static final int BYTES_MIN = 256 << 10;

    private final Folder folder;
    private final AtomicLong used = new AtomicLong();
    private final Map<Long, Segment> byNumber = new ConcurrentSkipListMap<>();
    private final @Nullable Segment[] bySlot = new Segment[COUNT_MAX];
    private final ArrayDeque<Segment> retired = new ArrayDeque<>();
    private long bytesMax;
    private int segmentBytes;
    private long ceiling;
    private @Nullable Segment current;

    Segments(Folder folder, long bytesMax) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.ceiling = bytesMax;
        this.segmentBytes = partOf(bytesMax);
    }

    /** A place that is the caller's to write to; its segment is held for it. */
    record Room(Segment segment, int position) {}

    long used() {
        return used.get();
    }

    synchronized int segmentBytes() {
        return segmentBytes;
    }

    /** Has them take so much from now on. */
    synchronized void resize(long bytes) {
        if (bytes != bytesMax) {
            bytesMax = bytes;
            ceiling = bytes;
            segmentBytes = partOf(bytes);
        }
    }

    private static int partOf(long bytes) {
        return Math.clamp(bytes / PARTS, BYTES_MIN, Place.SEGMENT_BYTES_MAX);
    }

    /** One that was there when the process began. */
    synchronized @Nullable Segment add(SegmentFiles files) {
        int slot = freeSlot();
        return slot < 0 ? null : put(new Segment(files, slot, 0, true, used, folder::delete));
    }

    private Segment put(Segment segment) {
        bySlot[segment.slot] = segment;
        byNumber.put(segment.number, segment);
        return segment;
    }

    private int freeSlot() {
        for (int i = 0; i < bySlot.length; i++) {
            if (bySlot[i] == null) {
                return i;
            }
        }
        return -1;
    }

    @Nullable
    Segment inSlot(int slot) {
        synchronized (this) {
            return bySlot[slot];
        }
    }

    @Nullable
    Segment numbered(long number) {
        return byNumber.get(number);
    }

    /** Those in which something is found, the oldest first. */
    List<Segment> all() {
        return new ArrayList<>(byNumber.values());
    }

    /** True if so many bytes and an index record would find room. */
    synchronized boolean fits(int bytes) {
        return used.get() + bytes <= ceiling;
    }

    /** Takes room behind what was written last. @return null if there is none within the bound */
    synchronized @Nullable Room reserve(int bytes) throws IOException {
        if (used.get() + bytes + 1_024 > ceiling || bytes > segmentBytes - FileHead.BYTES) {
            return null;
        }
        Segment last = current;
        int at = last == null ? -1 : last.reserve(bytes);
        if (last == null || at < 0) {
            int slot = freeSlot();
            if (slot < 0) {
                return null;
            }
            if (last != null) {
                last.seal();
                ceiling = Math.min(bytesMax, ceiling + segmentBytes / 4);
            }
            last = put(new Segment(folder.create(), slot, segmentBytes, false, used, folder::delete));
            current = last;
            at = last.reserve(bytes);
        }
        last.hold();
        return new Room(last, at);
    }

    /** True if there is so little room that some should be made. */
    synchronized boolean low() {
        return used.get() > ceiling - 2L * segmentBytes || byNumber.size() > COUNT_MAX - 16;
    }

    /** There is less room than was said: the disk is full. What others leave of it is tried again, little by little. */
    synchronized void shrink() {
        ceiling = Math.max(4L * segmentBytes, Math.min(ceiling, used.get()) - segmentBytes);
    }

    /** What goes next: what is of little use already, else the oldest. Null if there is only what is written to. */
    synchronized @Nullable Segment victim() {
        Segment oldest = null;
        Segment emptiest = null;
        for (Segment each : byNumber.values()) {
            if (each == current) {
                continue;
            }
            oldest = oldest == null ? each : oldest;
            if (each.liveBytes() < each.dataBytes() / 4
                    && (emptiest == null || each.liveBytes() < emptiest.liveBytes())) {
                emptiest = each;
            }
        }
        return emptiest == null ? oldest : emptiest;
    }

    /** Nothing more is written to the current one, so that it can go as well. */
    synchronized void seal() {
        if (current != null) {
            current.seal();
            current = null;
        }
    }

    /** One that is retired, and in which nothing is found any more. */
    void remove(Segment segment) {
        synchronized (this) {
            byNumber.remove(segment.number);
            bySlot[segment.slot] = null;
            if (current == segment) {
                current = null;
            }
            retired.add(segment);
        }
        breakOff();
    }

    /** Those who read what is gone may keep a quarter of the room; then the ones who began first are broken off. */
    private void breakOff() {
        List<Segment> broken = new ArrayList<>();
        synchronized (this) {
            retired.removeIf(Segment::destroyed);
            long bytes = retired.stream().mapToLong(Segment::bytes).sum();
            while (bytes > Math.max(bytesMax / 4, 2L * segmentBytes) && !retired.isEmpty()) {
                Segment first = retired.remove();
                bytes -= first.bytes();
                broken.add(first);
            }
        }
        broken.forEach(Segment::destroy);
    }

    /** Nothing is read, written or deleted any more. */
    void close() {
        all().forEach(Segment::leave);
        List<Segment> waiting;
        synchronized (this) {
            waiting = List.copyOf(retired);
        }
        waiting.forEach(Segment::leave);
    }
}
