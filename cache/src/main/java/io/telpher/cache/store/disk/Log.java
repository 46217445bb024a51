package io.telpher.cache.store.disk;

import io.telpher.cache.rules.Storable;
import io.telpher.cache.store.form.Corrupt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes objects in segments, and keeps in mind where they are. Whether they may be, others decide. */
final class Log {
    final Segments segments;
    final Spots spots = new Spots();
    private static final long TOLERANCE_MILLIS = 1_000;

    private final Hash hash;
    private final long openedMillis;

    /** @param openedMillis when this process began to use it */
    Log(Segments segments, Hash hash, long openedMillis) {
        this.segments = segments;
        this.hash = hash;
        this.openedMillis = openedMillis;
    }

    Hash hash() {
        return hash;
    }

    // === reading ===

    /** Reads a head, and the content if it stands right behind. @throws Corrupt if it is not what was written */
    Found read(Spot spot, Segment segment) throws IOException {
        int inline = Place.inlineBytes(spot.place());
        int bytes = Place.headBytes(spot.place()) + (inline == 0 ? 0 : inline + Run.BLOCK_HEAD_BYTES);
        byte[] all = segment.readSome(Place.position(spot.place()), bytes);
        Head head = timed(HeadCodec.decode(all, 0), segment);
        if ((int) head.id() != spot.id()) {
            throw new Corrupt("a head is another one's");
        }
        if (inline == 0) {
            return new Found(head, head.runs().isEmpty() ? new byte[0] : null, spot);
        }
        Run run = head.runs().getFirst();
        int at = run.position() - Place.position(spot.place());
        if (head.runs().size() != 1 || run.length() > Run.BLOCK_BYTES || at < 0) {
            throw new Corrupt("a head does not say where its content is");
        }
        int length = (int) run.length();
        Block.check(all, at, head.id(), run.offset(), length);
        byte[] content = new byte[length];
        System.arraycopy(all, at + Run.BLOCK_HEAD_BYTES, content, 0, length);
        return new Found(head, content, spot);
    }

    /**
     * What another process has stored later than when this one began was stored by a clock that was wrong, or by ours before it was set:
     * nobody knows how old it is, however late it will be. So it is validated.
     */
    private Head timed(Head head, Segment segment) {
        return segment.found && head.meta().storedMillis() - TOLERANCE_MILLIS > openedMillis
                ? head.with(new Storable.Store(head.meta().invalidated(), head.fields(), head.labels()))
                : head;
    }

    /** The segment of a spot, held; null if it is going. */
    @Nullable
    Segment held(Spot spot) {
        Segment segment = segments.inSlot(Place.slot(spot.place()));
        return segment != null && segment.hold() ? segment : null;
    }

    /** All segments where a head's content stands, held; null if one of them is gone. */
    @Nullable
    List<Segment> held(Head head) {
        List<Segment> held = new ArrayList<>(1);
        Set<Long> numbers = new HashSet<>();
        for (Run run : head.runs()) {
            if (numbers.add(run.segment())) {
                Segment segment = segments.numbered(run.segment());
                if (segment == null || !segment.hold()) {
                    held.forEach(Segment::letGo);
                    return null;
                }
                held.add(segment);
            }
        }
        return held;
    }

    // === writing ===

    /** What was written, and is found once it is put into the spots. */
    record Written(Spot spot, Segment segment) {}

    /** Writes a head whose content stands somewhere already. @return null if there is no room */
    @Nullable
    Written write(Head head, int heat, long staleMillis) throws IOException {
        byte[] bytes = HeadCodec.encode(head);
        if (bytes.length > HeadCodec.BYTES_MAX) {
            return null;
        }
        Segments.Room room = segments.reserve(aligned(bytes.length));
        if (room == null) {
            return null;
        }
        try {
            room.segment().write(ByteBuffer.wrap(bytes), room.position());
            return recorded(head, room, bytes.length, 0, heat, staleMillis);
        } finally {
            room.segment().letGo();
        }
    }

    /** Writes a head with all of its content behind it; the block has room for its own head in front. */
    @Nullable
    Written write(Head head, byte[] block, int length, long offset, int heat, long staleMillis) throws IOException {
        int headBytes = HeadCodec.encode(head.at(List.of(new Run(0, 0, offset, length)))).length;
        if (headBytes > HeadCodec.BYTES_MAX) {
            return null;
        }
        int blockAt = aligned(headBytes);
        Segments.Room room = segments.reserve(blockAt + Run.BLOCK_HEAD_BYTES + length);
        if (room == null) {
            return null;
        }
        try {
            Run run = new Run(room.segment().number, room.position() + blockAt, offset, length);
            Head placed = head.at(List.of(run));
            Block.seal(block, 0, head.id(), offset, length);
            ByteBuffer all = ByteBuffer.allocate(blockAt + Run.BLOCK_HEAD_BYTES + length);
            all.put(0, HeadCodec.encode(placed)).put(blockAt, block, 0, Run.BLOCK_HEAD_BYTES + length);
            room.segment().write(all, room.position());
            return recorded(placed, room, headBytes, length, heat, staleMillis);
        } finally {
            room.segment().letGo();
        }
    }

    /** Has the indices say where it is: last of all, so that what is found is whole. */
    private Written recorded(Head head, Segments.Room room, int headBytes, int inline, int heat, long staleMillis)
            throws IOException {
        Segment segment = room.segment();
        long uri = hash.of(head.key().uri());
        int more = hash.more(head.key().more());
        recordParts(head, segment, uri, more);
        byte[] text = IndexRecord.text(head);
        long place = Place.of(segment.slot, room.position(), headBytes, inline);
        int local = head.bytesIn(segment.number);
        boolean stale = staleMillis != IndexRecord.NEVER;
        Spot unrecorded = new Spot(uri, more, (int) head.id(), place, 0, heat, stale);
        IndexRecord record = IndexRecord.entry(unrecorded, head, inline, local, staleMillis, text);
        int unit = segment.reserveRecord(record.recordBytes());
        segment.writeRecord(record.bytes(text), unit);
        segment.live(record.headBytes() + local);
        return new Written(new Spot(uri, more, (int) head.id(), place, unit, heat, stale), segment);
    }

    private void recordParts(Head head, Segment own, long uri, int more) throws IOException {
        Set<Long> done = new HashSet<>();
        for (Run run : head.runs()) {
            Segment other =
                    run.segment() == own.number || !done.add(run.segment()) ? null : segments.numbered(run.segment());
            if (other != null) {
                int bytes = head.bytesIn(other.number);
                other.writeRecord(
                        IndexRecord.part(uri, more, head.id(), bytes).bytes(),
                        other.reserveRecord(IndexRecord.UNIT_BYTES));
                other.live(bytes);
            }
        }
    }

    private static int aligned(int bytes) {
        return (bytes + 7) / 8 * 8;
    }

    // === removing ===

    /** Removes one from memory and from its index. @return true if it was there */
    boolean remove(Spot spot) {
        Spot gone = spots.remove(spot);
        if (gone != null) {
            kill(gone);
        }
        return gone != null;
    }

    /** Marks the record of what stood at a spot. If that cannot be written, its segment goes: what was removed must not come back. */
    void kill(Spot spot) {
        Segment segment = held(spot);
        if (segment == null) {
            return;
        }
        try {
            Channels.surely(() -> segment.kill(spot.record()));
        } catch (IOException e) {
            retire(segment);
        } finally {
            segment.letGo();
        }
    }

    /** A segment goes, with all that is found there. @return how much was */
    int retire(Segment segment) {
        segment.retire();
        int gone = spots.clear(segment.slot);
        segments.remove(segment);
        return gone;
    }
}
