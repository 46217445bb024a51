package io.telpher.cache.store.memory;

import java.nio.ByteBuffer;

/**
 * Where the content of an entry is, from some byte on: in whole pages, then in a slot that it fills, then behind its record. For one
 * reader at a time, who uses the entry.
 */
final class Pieces {
    private final Pages pages;
    private final long between;
    private final int betweenBytes;
    private final long behind; // the record
    private final long pagedBytes;
    private long at;
    private int page;

    /**
     * The content of an entry.
     *
     * @param total how long all of it is
     * @param first where to begin
     */
    Pieces(Space space, int entry, int recordBytes, int behindBytes, long total, long first) {
        this.pages = space.pages;
        this.between = space.entries.between(entry);
        this.betweenBytes = between == Slots.NONE ? 0 : space.slotBytes(between) - Slots.HEADER_BYTES;
        this.behind = space.entries.record(entry) + recordBytes;
        this.pagedBytes = total - behindBytes - betweenBytes;
        this.at = first;
        this.page = space.entries.firstPage(entry);
        for (long passed = Pages.BYTES; passed <= first && passed < pagedBytes; passed += Pages.BYTES) {
            page = pages.next(page);
        }
    }

    /** The next bytes, at most so many, which must be there. */
    ByteBuffer next(int max) {
        if (at >= pagedBytes) {
            return inSlots(max);
        }
        int within = (int) (at & (Pages.BYTES - 1));
        int n = (int) Math.min(Math.min(max, Pages.BYTES - within), pagedBytes - at);
        ByteBuffer piece = pages.view(Pages.at(page) + within, n);
        at += n;
        if (within + n == Pages.BYTES) {
            page = pages.next(page);
        }
        return piece;
    }

    private ByteBuffer inSlots(int max) {
        int within = (int) (at - pagedBytes);
        boolean isBetween = within < betweenBytes;
        int n = isBetween ? Math.min(max, betweenBytes - within) : max;
        long place = isBetween ? between + Slots.HEADER_BYTES + within : behind + within - betweenBytes;
        at += n;
        return pages.view(place, n);
    }
}
