package io.telpher.cache.store.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Memory outside of the heap, cut into pages of equal size, which are taken and given back one at a time: so whatever was freed
 * can be used for anything else. It is got from the system as it is needed, up to a limit, and zeroed then. A place in it is a
 * {@code long}: the page's number and an offset within it. Reading and writing are for any thread; taking and giving back need
 * the store's lock.
 */
final class Pages implements AutoCloseable {
    static final int BITS = 16;
    static final int BYTES = 1 << BITS;
    static final int NONE = -1;

    private static final int CHUNK_BITS = 20;
    private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
    private static final int CHUNK_MASK = CHUNK_BYTES - 1;
    private static final int PAGES_PER_CHUNK = CHUNK_BYTES / BYTES;
    private static final int ALIGNMENT = 64; // a line of the processor's cache
    private static final int CHUNKS_MAX = 60_000; // 58 GiB; each is a mapping, of which Linux allows 65,530
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofShared(); // the JVM's limit of direct memory does not count it: we do
    private final MemorySegment[] chunks;
    private final int[] next;
    private int made;
    private int free = NONE;
    private int freeCount;

    /** @param limitBytes at most so much, rounded down to whole mebibytes, of which there is one at least; the system wants 4 KiB for each */
    Pages(long limitBytes) {
        this.chunks = new MemorySegment[Math.clamp(limitBytes >>> CHUNK_BITS, 1, CHUNKS_MAX)];
        this.next = new int[chunks.length * PAGES_PER_CHUNK];
        Arrays.fill(next, NONE);
    }

    /** How many pages there can be. */
    int limit() {
        return next.length;
    }

    /** How many pages can be taken. */
    int available() {
        return freeCount + next.length - made;
    }

    /** How many of those that were got from the system are not taken. */
    int unused() {
        return freeCount;
    }

    /** How many bytes were got from the system. */
    long bytes() {
        return (long) made << BITS;
    }

    /** A page, or {@link #NONE} if all are taken or the system has no memory. */
    int take() {
        if (free == NONE && !grow()) {
            return NONE;
        }
        int page = free;
        free = next[page];
        next[page] = NONE;
        freeCount--;
        return page;
    }

    /** The same, full of zeros. */
    int takeClean() {
        int page = take();
        if (page != NONE) {
            chunk(at(page)).asSlice(at(page) & CHUNK_MASK, BYTES).fill((byte) 0);
        }
        return page;
    }

    private boolean grow() {
        if (made == next.length) {
            return false;
        }
        try {
            chunks[made / PAGES_PER_CHUNK] = arena.allocate(CHUNK_BYTES, ALIGNMENT);
        } catch (OutOfMemoryError none) {
            return false;
        }
        for (int i = PAGES_PER_CHUNK - 1; i >= 0; i--) {
            give(made + i);
        }
        made += PAGES_PER_CHUNK;
        return true;
    }

    /** Gives a page back. */
    void give(int page) {
        next[page] = free;
        free = page;
        freeCount++;
    }

    /** Has {@code following} follow a page that was taken: chains of pages are content that fills several. */
    void link(int page, int following) {
        next[page] = following;
    }

    /** What follows a page that was taken. */
    int next(int page) {
        return next[page];
    }

    /** Where a page begins. */
    static long at(int page) {
        return (long) page << BITS;
    }

    // === what is in it ===

    private MemorySegment chunk(long at) {
        return chunks[(int) (at >>> CHUNK_BITS)];
    }

    int int32(long at) {
        return (int) INT.get(chunk(at), at & CHUNK_MASK);
    }

    void int32(long at, int value) {
        INT.set(chunk(at), at & CHUNK_MASK, value);
    }

    long int64(long at) {
        return (long) LONG.get(chunk(at), at & CHUNK_MASK);
    }

    void int64(long at, long value) {
        LONG.set(chunk(at), at & CHUNK_MASK, value);
    }

    /** Reads what another thread published by {@link #publish}, and all that it wrote before. */
    int acquire(long at) {
        return (int) INT.getAcquire(chunk(at), at & CHUNK_MASK);
    }

    void publish(long at, int value) {
        INT.setRelease(chunk(at), at & CHUNK_MASK, value);
    }

    boolean swap(long at, int expected, int value) {
        return INT.compareAndSet(chunk(at), at & CHUNK_MASK, expected, value);
    }

    /** @return what was there before */
    int add(long at, int value) {
        return (int) INT.getAndAdd(chunk(at), at & CHUNK_MASK, value);
    }

    /** @return what was there before */
    int and(long at, int bits) {
        return (int) INT.getAndBitwiseAnd(chunk(at), at & CHUNK_MASK, bits);
    }

    void write(long at, byte[] bytes, int offset, int length) {
        MemorySegment.copy(bytes, offset, chunk(at), ValueLayout.JAVA_BYTE, at & CHUNK_MASK, length);
    }

    void read(long at, byte[] into, int offset, int length) {
        MemorySegment.copy(chunk(at), ValueLayout.JAVA_BYTE, at & CHUNK_MASK, into, offset, length);
    }

    void copy(long from, long to, int length) {
        MemorySegment.copy(chunk(from), from & CHUNK_MASK, chunk(to), to & CHUNK_MASK, length);
    }

    /** Bytes that lie within one page, where they are. */
    ByteBuffer view(long at, int length) {
        return chunk(at).asSlice(at & CHUNK_MASK, length).asByteBuffer();
    }

    /** Gives everything back to the system. Nobody may use it any more; who does gets an exception. */
    @Override
    public void close() {
        arena.close();
    }
}
