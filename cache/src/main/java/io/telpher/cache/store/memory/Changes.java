package io.telpher.cache.store.memory;

import io.telpher.cache.rules.Storable;
import io.telpher.cache.store.Purge;

/** Changes what a {@link MemoryStore} has: updates, removals, purges. Purges take the lock for each entry, never for all. */
final class Changes {
    private static final int NONE = Entries.NONE;
    private static final int STRIDE = 256;

    private final MemoryStore store;
    private final Space space;

    Changes(MemoryStore store) {
        this.store = store;
        this.space = store.space;
    }

    void remove(MemoryEntry entry) {
        space.lock.lock();
        try {
            int number = store.current(entry);
            if (number != NONE) {
                space.remove(number);
            }
        } finally {
            space.lock.unlock();
        }
    }

    // === updates ===

    /** A new entry takes the place of the old one, with the same pages. */
    void update(MemoryEntry entry, Storable.Store now, long moment) {
        byte[] record = RecordWriter.bytes(entry.key(), now.meta(), now.fields(), now.labels(), entry.trailers());
        long[] labels = store.hashes(now.labels());
        space.lock.lock();
        try {
            int former = store.current(entry);
            if (former == NONE || store.purges.since(moment, entry.key(), now.labels())) {
                return;
            }
            int number = record == null ? NONE : space.entry(space.entries.hash(former));
            if (record == null
                    || number == NONE
                    || !copied(former, number, record)
                    || !space.labels.add(number, labels)) {
                drop(number);
                if (space.entries.alive(former)) {
                    space.remove(former); // there is no room for what is right, and what is there is wrong
                }
                return;
            }
            space.add(number, store.uriHash(entry.key(), space.entries.hash(number)), 0, former);
        } finally {
            space.lock.unlock();
        }
    }

    private void drop(int number) {
        if (number != NONE) {
            space.labels.remove(number);
            space.free(number);
        }
    }

    private boolean copied(int former, int number, byte[] record) {
        Entries entries = space.entries;
        int lengths = store.lengths(former);
        int behind = Recorded.contentBytes(lengths);
        if (record.length + behind > Recorded.BYTES_MAX) {
            return false;
        }
        long between = entries.between(former);
        int betweenBytes = between == Slots.NONE ? 0 : space.slotBytes(between) - Slots.HEADER_BYTES;
        entries.record(number, space.slot(record.length + behind - Slots.HEADER_BYTES, number));
        if (betweenBytes > 0) {
            entries.between(number, space.slot(betweenBytes, number));
        }
        long slot = entries.record(number);
        if (slot == Slots.NONE
                || (betweenBytes > 0 && entries.between(number) == Slots.NONE)
                || !entries.alive(former)) { // it may have had to go for what takes its place
            return false;
        }
        space.pages.write(slot + Slots.HEADER_BYTES, record, Slots.HEADER_BYTES, record.length - Slots.HEADER_BYTES);
        space.pages.int32(slot + Recorded.LENGTHS, Recorded.lengths(record.length, behind));
        if (behind > 0) {
            space.pages.copy(entries.record(former) + Recorded.recordBytes(lengths), slot + record.length, behind);
        }
        if (betweenBytes > 0) {
            space.pages.copy(
                    entries.between(former) + Slots.HEADER_BYTES,
                    entries.between(number) + Slots.HEADER_BYTES,
                    betweenBytes);
        }
        entries.serial(number, entries.serial(former));
        int page = entries.firstPage(former);
        space.share(page);
        entries.firstPage(number, page);
        entries.charge(
                number, entries.charge(former) - space.slotBytes(entries.record(former)) + space.slotBytes(slot));
        return true;
    }

    // === purges ===

    long purge(Purge what, long nowMillis) {
        space.lock.lock(); // whoever is just completing has not seen this purge, but is found from here on
        space.lock.unlock();
        return switch (what.scope()) {
            case URI -> purgeChain(new OfUri(store.uriHash(what.name())), what, nowMillis);
            case TAG -> purgeChain(new OfLabel(store.tagHash(what.name())), what, nowMillis);
            case GROUP -> purgeChain(new OfLabel(store.groupHash(what.name())), what, nowMillis);
            case PREFIX, ALL -> purgeAll(what, nowMillis);
        };
    }

    private long purgeAll(Purge what, long nowMillis) {
        long purged = 0;
        for (int number = 0; number < space.entries.end(); number++) {
            if (space.entries.hold(number, false)) {
                purged += purgeHeld(number, what, nowMillis) ? 1 : 0;
            }
        }
        return purged;
    }

    /** Where those stand that may be meant. Asked with the lock. */
    private interface Chain {
        int first();

        int next(int place);

        int entry(int place);
    }

    private final class OfUri implements Chain {
        private final long hash;

        OfUri(long hash) {
            this.hash = hash;
        }

        @Override
        public int first() {
            return space.chains.firstOfUri(hash);
        }

        @Override
        public int next(int place) {
            return space.entries.nextOfUri(place);
        }

        @Override
        public int entry(int place) {
            return place;
        }
    }

    private final class OfLabel implements Chain {
        private final long label;

        OfLabel(long label) {
            this.label = label;
        }

        @Override
        public int first() {
            return same(space.labels.first(label));
        }

        @Override
        public int next(int place) {
            return same(space.labels.next(place));
        }

        private int same(int from) {
            int node = from;
            while (node != NONE && !space.labels.is(node, label)) {
                node = space.labels.next(node);
            }
            return node;
        }

        @Override
        public int entry(int place) {
            return space.labels.entry(place);
        }
    }

    /** Goes through a chain in strides. Where the last one ended is known as long as the entry there lives, which is held. */
    private long purgeChain(Chain chain, Purge what, long nowMillis) {
        int[] held = new int[STRIDE];
        long purged = 0;
        int last = NONE;
        int cursor = NONE;
        while (true) {
            int count = 0;
            space.lock.lock();
            int place = last != NONE && space.entries.alive(last) ? chain.next(cursor) : chain.first();
            while (place != NONE && count < STRIDE) {
                int number = chain.entry(place);
                if (space.entries.hold(number, false)) {
                    held[count++] = number;
                    cursor = place;
                }
                place = chain.next(place);
            }
            space.lock.unlock();
            if (last != NONE) {
                space.release(last);
            }
            if (count == 0) {
                return purged;
            }
            last = held[count - 1];
            space.entries.holdAgain(last);
            for (int i = 0; i < count; i++) {
                purged += purgeHeld(held[i], what, nowMillis) ? 1 : 0;
            }
        }
    }

    /** @return true if it was meant */
    private boolean purgeHeld(int number, Purge what, long nowMillis) {
        MemoryEntry entry = store.entry(number);
        boolean meant = what.means(entry.key(), entry.labels());
        if (meant && what.soft()) {
            stale(entry, nowMillis);
        } else if (meant) {
            space.lock.lock();
            meant = space.entries.alive(number);
            if (meant) {
                space.remove(number);
            }
            space.lock.unlock();
        }
        entry.letGo();
        return meant;
    }

    /** The one thing that is changed in its place. */
    private void stale(MemoryEntry entry, long nowMillis) {
        space.pages.int64(
                space.entries.record(entry.number) + Recorded.LIFETIME,
                entry.meta().staleFrom(nowMillis).lifetimeMillis());
    }
}
