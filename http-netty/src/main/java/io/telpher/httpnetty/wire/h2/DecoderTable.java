package io.telpher.httpnetty.wire.h2;

import java.util.Arrays;

/** The dynamic table of a decoder (RFC 7541 §2.3.2): a ring of entries, of which the newest has the lowest index. */
final class DecoderTable {
    /** The most that it holds, by RFC 7541 §4.1: the default of SETTINGS_HEADER_TABLE_SIZE, which we never raise. */
    static final int BYTES_MAX = 4096;

    private static final TableEntry NONE = TableEntry.of("", "");

    private TableEntry[] ring = new TableEntry[0]; // a power of two
    private int newest = -1;
    private int count;
    private int bytes;
    private int bytesMax = BYTES_MAX;

    /** How many entries there are. */
    int count() {
        return count;
    }

    /** The entry at this place, 0 for the newest. */
    TableEntry entry(int place) {
        return ring[(newest - place) & (ring.length - 1)];
    }

    void add(TableEntry entry) {
        int size = entry.size();
        shrink(bytesMax - size);
        if (size > bytesMax) {
            return; // which empties the table, and is no error (section 4.4)
        }
        if (count == ring.length) {
            grow();
        }
        newest = (newest + 1) & (ring.length - 1);
        ring[newest] = entry;
        count++;
        bytes += size;
    }

    /** Sets how much it holds, at most {@link #BYTES_MAX}. */
    void bytesMax(int max) {
        bytesMax = max;
        shrink(max);
    }

    private void shrink(int max) {
        while (count > 0 && bytes > max) {
            int oldest = (newest - count + 1) & (ring.length - 1);
            bytes -= ring[oldest].size();
            ring[oldest] = NONE;
            count--;
        }
    }

    private void grow() {
        TableEntry[] larger = new TableEntry[Math.max(16, ring.length * 2)];
        Arrays.fill(larger, NONE);
        for (int i = 0; i < count; i++) {
            larger[count - 1 - i] = entry(i);
        }
        ring = larger;
        newest = count - 1;
    }
}
