package io.telpher.net.loop;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Slots for datagrams that come and go by many at once. What comes is put into slots in a row, with the address of its
 * sender where that is wanted; what is to go is a list of slots, each with its taker's address where the socket is not
 * connected. Its memory, which only the datagrams that come make resident, is outside of the heap and is given back by the
 * collector. Only where {@link NativeCalls} are permitted. Confined to its loop.
 */
public final class DatagramBatch {
    /** The longest address of a socket: that of IPv6. */
    public static final int NAME_BYTES = 28;

    private static final int HEADER = 64;
    private static final int NAME_LENGTH_AT = 8;
    private static final int PIECES_AT = 16;
    private static final int PIECES_COUNT_AT = 24;
    private static final int LENGTH_AT = 56;
    private static final int PIECE = 16;
    private static final int NAME = 32;

    private final int slots;
    private final int slotBytes;
    private final MemorySegment state;
    private final MemorySegment coming;
    private final MemorySegment going;
    private final MemorySegment pieces;
    private final MemorySegment senders;
    private final MemorySegment takers;
    private final MemorySegment data;

    /**
     * An empty batch.
     *
     * @param slotBytes longer datagrams are cut
     * @param named true if senders are told, for what comes on a socket that is not connected; takers are then not
     */
    public DatagramBatch(int slots, int slotBytes, boolean named) {
        this.slots = slots;
        this.slotBytes = slotBytes;
        this.state = memory(Datagrams.STATE_BYTES);
        this.coming = memory((long) slots * HEADER);
        this.going = memory((long) slots * HEADER);
        this.pieces = memory(2L * slots * PIECE);
        this.senders = memory((long) slots * NAME);
        this.takers = memory((long) slots * NAME);
        this.data = memory((long) slots * slotBytes);
        for (int i = 0; i < slots; i++) {
            header(coming, i, i, named ? senders.address() + (long) i * NAME : 0);
            header(going, i, slots + i, named ? 0 : takers.address() + (long) i * NAME);
            pieces.set(JAVA_LONG, (long) i * PIECE, data(i));
            pieces.set(JAVA_LONG, (long) i * PIECE + 8, slotBytes);
        }
    }

    private static MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, Long.BYTES);
    }

    private void header(MemorySegment headers, int at, int piece, long name) {
        long base = (long) at * HEADER;
        headers.set(JAVA_LONG, base, name);
        headers.set(JAVA_INT, base + NAME_LENGTH_AT, name == 0 ? 0 : NAME_BYTES);
        headers.set(JAVA_LONG, base + PIECES_AT, pieces.address() + (long) piece * PIECE);
        headers.set(JAVA_LONG, base + PIECES_COUNT_AT, 1);
    }

    private long data(int slot) {
        return data.address() + (long) slot * slotBytes;
    }

    /** How many there are. */
    public int slots() {
        return slots;
    }

    /** How long each is. */
    public int slotBytes() {
        return slotBytes;
    }

    /** Fills at most {@code count} slots from {@code first} on. @return how many, or {@code -errno} */
    public int receive(int socket, int first, int count) {
        return Datagrams.receive(state, socket, coming.address() + (long) first * HEADER, count);
    }

    /** How long what came into a slot is. */
    public int length(int slot) {
        return coming.get(JAVA_INT, (long) slot * HEADER + LENGTH_AT);
    }

    /** Where the sender of what came into a slot is: the kernel's address, at this offset of {@link #senders}. */
    public long sender(int slot) {
        coming.set(JAVA_INT, (long) slot * HEADER + NAME_LENGTH_AT, NAME_BYTES); // the kernel has said how long it is
        return (long) slot * NAME;
    }

    /** Addresses of senders. */
    public MemorySegment senders() {
        return senders;
    }

    /** A copy of what came into a slot. */
    public void copy(int slot, ByteBuf to) {
        to.writeBytes(data.asSlice((long) slot * slotBytes, length(slot)).asByteBuffer());
    }

    /** Puts a slot at a place of the list of what is to go. */
    public void put(int place, int slot) {
        long piece = (long) (slots + place) * PIECE;
        pieces.set(JAVA_LONG, piece, data(slot));
        pieces.set(JAVA_LONG, piece + 8, length(slot));
    }

    /** The same, with the address of its taker. */
    public void put(int place, int slot, MemorySegment taker) {
        put(place, slot);
        MemorySegment.copy(taker, 0, takers, (long) place * NAME, taker.byteSize());
        going.set(JAVA_INT, (long) place * HEADER + NAME_LENGTH_AT, (int) taker.byteSize());
    }

    /** Sends so many of the list. @return how many were taken, or {@code -errno} */
    public int send(int socket, int first, int count) {
        return Datagrams.send(state, socket, going.address() + (long) first * HEADER, count);
    }

    /** Sends what is in a slot. @return its length if it was taken, or {@code -errno} */
    public int sendOne(int socket, int slot) {
        return Datagrams.sendOne(state, socket, data(slot), length(slot));
    }

    /** True if {@code result} says that the network takes no more for now. */
    public static boolean full(int result) {
        return result == -Datagrams.EAGAIN;
    }
}
