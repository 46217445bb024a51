package io.telpher.cache.store.tiers;

import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.disk.DiskEntry;
import io.telpher.cache.store.disk.DiskStore;
import io.telpher.http.Body;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings what is found on the disk again and again back to memory. What is short was read already; what is longer is read once more
 * in the background, a few at a time.
 */
final class Promotion {
    private static final int HOT = 2;
    private static final int AT_ONCE_MAX = 2;
    private static final int BLOCK_BYTES = 64 << 10;

    private final Store memory;
    private final DiskStore disk;
    private final int bytesMax;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong promoted = new AtomicLong();
    /** Odd while something is purged. */
    private final AtomicLong epoch = new AtomicLong();

    Promotion(Store memory, DiskStore disk, int bytesMax) {
        this.memory = memory;
        this.disk = disk;
        this.bytesMax = bytesMax;
    }

    /** When an entry was looked for. */
    record Moment(long epoch, long memory) {}

    Moment moment() {
        return new Moment(epoch.get(), memory.moment());
    }

    int bytesMax() {
        return bytesMax;
    }

    long promoted() {
        return promoted.get();
    }

    void pause() {
        epoch.incrementAndGet();
    }

    void goOn() {
        epoch.incrementAndGet();
    }

    private boolean calm(Moment since) {
        return since.epoch % 2 == 0 && epoch.get() == since.epoch;
    }

    void consider(DiskEntry entry, Moment moment) {
        long size = entry.meta().size();
        if (entry.heat() < HOT || !entry.meta().complete() || size < 0 || size > bytesMax || !calm(moment)) {
            return;
        }
        if (entry.atHand()) {
            promote(entry, entry.content(), moment);
        } else if (running.incrementAndGet() <= AT_ONCE_MAX) {
            Body content = entry.content(); // holds the entry until it was read
            disk.background().execute(() -> {
                promote(entry, content, moment);
                running.decrementAndGet();
            });
        } else {
            running.decrementAndGet();
        }
    }

    private void promote(DiskEntry entry, Body content, Moment moment) {
        Fill fill = memory.begin(entry.key(), entry.storable(), entry.meta().size(), moment.memory());
        if (fill == null) {
            content.discard();
            return;
        }
        try (fill;
                InputStream in = content.stream()) {
            byte[] block = new byte
                    [(int) Math.min(BLOCK_BYTES, Math.max(1, entry.meta().size()))];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (!fill.append(block, 0, n)) {
                    return;
                }
            }
            if (fill.complete(entry.meta(), entry.trailers())) {
                promoted.incrementAndGet();
                if (!calm(moment) || !disk.still(entry)) {
                    takeBack(entry);
                }
            }
        } catch (IOException e) {
            content.discard(); // it is told and counted where it was read
        }
    }

    /** What was brought may be no more: whatever took its place stands on the disk. */
    private void takeBack(DiskEntry entry) {
        for (Entry each : memory.find(entry.key())) {
            if (each.meta().equals(entry.meta())) {
                memory.remove(each);
            }
            each.letGo();
        }
    }
}
