package io.telpher.httpnetty.wire.h2;

import io.telpher.http.Tokens;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The dynamic table of an encoder (RFC 7541 §2.3.2), found by hash, and a short memory of what was sent and not indexed:
 * only what comes again is worth a place. Entries have numbers that rise; the ring holds those from {@code oldest} on.
 */
final class EncoderTable {
    /** The most that we use, whatever the peer permits. */
    static final int BYTES_MAX = 4096;

    private static final int BUCKETS = 64;
    private static final int RING_MAX = BYTES_MAX / TableEntry.OVERHEAD;

    /** Name and value in one array; {@code previous} is the number of the next older entry of the same bucket. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as records
    private record Entry(byte[] bytes, int nameBytes, int hash, long previous) {
        int size() {
            return bytes.length + TableEntry.OVERHEAD;
        }
    }

    private @Nullable Entry[] ring = new Entry[0]; // a power of two
    private final long[] buckets = new long[BUCKETS];
    private final int[] seen = new int[BUCKETS];
    private long oldest = 1; // 0 is no entry's number
    private long next = 1;
    private int bytes;
    private int bytesMax = BYTES_MAX;

    void bytesMax(int max) {
        bytesMax = max;
        shrink(max);
    }

    /** The index of this field among all entries, static ones before it; 0 if it is not there. */
    int find(int hash, byte[] from, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        for (long number = buckets[bucket(hash)]; number >= oldest; ) {
            Entry entry = at(number);
            if (entry.hash == hash && same(entry, from, nameStart, nameEnd, valueStart, valueEnd)) {
                return StaticTable.LENGTH + (int) (next - number);
            }
            number = entry.previous;
        }
        return 0;
    }

    private static boolean same(Entry entry, byte[] from, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        byte[] mine = entry.bytes;
        if (nameEnd - nameStart != entry.nameBytes
                || !Arrays.equals(mine, entry.nameBytes, mine.length, from, valueStart, valueEnd)) {
            return false;
        }
        for (int i = 0; i < entry.nameBytes; i++) {
            if (Tokens.lower(from[nameStart + i]) != mine[i]) {
                return false;
            }
        }
        return true;
    }

    /** True if a field of this hash and size is to be added: it came before, and does not drive out all others. */
    boolean worthAdding(int hash, int nameAndValueBytes) {
        if (nameAndValueBytes + TableEntry.OVERHEAD > bytesMax / 2) {
            return false;
        }
        int slot = bucket(hash);
        boolean again = seen[slot] == hash;
        seen[slot] = hash;
        return again;
    }

    void add(int hash, byte[] from, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int nameBytes = nameEnd - nameStart;
        byte[] copy = new byte[nameBytes + valueEnd - valueStart];
        for (int i = 0; i < nameBytes; i++) {
            copy[i] = Tokens.lower(from[nameStart + i]);
        }
        System.arraycopy(from, valueStart, copy, nameBytes, valueEnd - valueStart);
        int bucket = bucket(hash);
        Entry entry = new Entry(copy, nameBytes, hash, buckets[bucket]);
        shrink(bytesMax - entry.size());
        if (next - oldest == ring.length) {
            grow();
        }
        ring[(int) next & (ring.length - 1)] = entry;
        buckets[bucket] = next++;
        bytes += entry.size();
    }

    private void shrink(int max) {
        while (oldest < next && bytes > max) {
            bytes -= at(oldest).size();
            ring[(int) oldest & (ring.length - 1)] = null;
            oldest++;
        }
    }

    private void grow() {
        @Nullable Entry[] larger = new Entry[Math.min(RING_MAX, Math.max(16, ring.length * 2))];
        for (long number = oldest; number < next; number++) {
            larger[(int) number & (larger.length - 1)] = at(number);
        }
        ring = larger;
    }

    private Entry at(long number) {
        Entry entry = ring[(int) number & (ring.length - 1)];
        if (entry == null) {
            throw new IllegalStateException("no entry " + number);
        }
        return entry;
    }

    private static int bucket(int hash) {
        return (hash ^ hash >>> 16) & (BUCKETS - 1);
    }
}
