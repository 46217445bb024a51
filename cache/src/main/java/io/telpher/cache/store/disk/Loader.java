package io.telpher.cache.store.disk;

import io.telpher.cache.store.disk.IndexRecord.Kind;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a folder holds, from the indices alone. What was not finished when the process ended has no record, and is not there. */
final class Loader {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.cache");

    private final Log log;
    private final long entriesMax;
    private long lastId;

    Loader(Log log, long entriesMax) {
        this.log = log;
        this.entriesMax = entriesMax;
    }

    /** Has it known. @return the highest number that an object has */
    long load(Folder folder) throws IOException {
        for (SegmentFiles files : folder.segments()) {
            Segment segment = log.segments.add(files);
            if (segment == null) {
                LOG.warn("{} holds more files than are of use: {} is left out", folder.path(), files.data());
                continue;
            }
            try {
                segment.records((record, unit, bytes, at) -> take(segment, record, unit));
            } catch (IOException e) {
                LOG.warn("{} cannot be read and goes: {}", files.index(), e.toString());
                log.retire(segment);
                continue;
            }
            if (segment.liveBytes() == 0) {
                log.retire(segment);
            }
        }
        return lastId;
    }

    private void take(Segment segment, IndexRecord record, int unit) throws IOException {
        lastId = Math.max(lastId, record.id());
        if (record.kind() == Kind.PART) {
            segment.live(record.localBytes());
        }
        if (record.kind() != Kind.ENTRY) {
            return;
        }
        long end = (long) record.position() + record.headBytes() + record.inlineBytes() / 2;
        if (record.headBytes() == 0 || end > segment.dataBytes() + 8 || log.spots.count() >= entriesMax) {
            segment.kill(unit);
            return;
        }
        long place = Place.of(segment.slot, record.position(), record.headBytes(), record.inlineBytes());
        boolean stale = record.staleMillis() != IndexRecord.NEVER;
        Spot spot = new Spot(record.uriHash(), record.more(), (int) record.id(), place, unit, 0, stale);
        segment.live(record.headBytes() + record.localBytes());
        Spot before = log.spots.put(spot);
        if (before != null) {
            log.kill(before); // it was changed since; or there is too much of this URI, and it is this one
        }
    }
}
