package io.telpher.cache.store.disk;

import io.telpher.cache.store.Purge;
import io.telpher.cache.store.disk.IndexRecord.Kind;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a purge out: goes through the indices, or by the hash of a URI. Nothing is moved meanwhile. */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.cache");

    private final Log log;
    private final Purge purge;
    private final long nowMillis;
    private final AtomicLong count = new AtomicLong();

    Sweep(Log log, Purge purge, long nowMillis) {
        this.log = log;
        this.purge = purge;
        this.nowMillis = nowMillis;
    }

    /** @return how many entries it meant */
    long run() {
        switch (purge.scope()) {
            case URI -> log.spots.ofUri(log.hash().of(purge.name())).forEach(this::meant);
            case ALL -> {
                if (purge.soft()) {
                    all();
                } else {
                    log.segments.seal();
                    log.segments.all().forEach(segment -> count.addAndGet(log.retire(segment)));
                }
            }
            case PREFIX, TAG, GROUP -> all();
        }
        return count.get();
    }

    private void all() {
        for (Segment segment : log.segments.all()) {
            if (!segment.hold()) {
                continue;
            }
            try {
                Channels.surely(() -> segment.records((record, unit, bytes, at) -> {
                    if (record.kind() == Kind.ENTRY) {
                        IndexRecord.Text text = record.text(bytes, at);
                        if (text == null || purge.means(text.key(), text.labels())) {
                            meant(segment, record, unit);
                        }
                    }
                }));
            } catch (IOException e) {
                LOG.warn("{} cannot be read and goes, since a purge may mean what it holds: {}", segment, e.toString());
                count.addAndGet(log.retire(segment));
            } finally {
                segment.letGo();
            }
        }
    }

    private void meant(Segment segment, IndexRecord record, int unit) {
        Spot spot = log.spots.of(record.uriHash(), record.more(), (int) record.id());
        if (spot != null && spot.record() == unit && Place.slot(spot.place()) == segment.slot) {
            meant(spot);
        }
    }

    private void meant(Spot spot) {
        if (!purge.soft()) {
            count.addAndGet(log.remove(spot) ? 1 : 0);
            return;
        }
        Segment segment = log.held(spot);
        if (segment == null) {
            return;
        }
        try {
            Channels.surely(() -> {
                IndexRecord record = segment.record(spot.record());
                if (record != null && record.kind() == Kind.ENTRY) {
                    segment.writeRecord(record.staleFrom(nowMillis).bytes(), spot.record());
                }
            });
            Spot stale =
                    new Spot(spot.uriHash(), spot.more(), spot.id(), spot.place(), spot.record(), spot.heat(), true);
            count.addAndGet(log.spots.move(spot, stale) ? 1 : 0);
        } catch (IOException e) {
            count.addAndGet(log.remove(spot) ? 1 : 0);
        } finally {
            segment.letGo();
        }
    }
}
