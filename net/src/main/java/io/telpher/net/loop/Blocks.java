package io.telpher.net.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A few direct buffers of one loop that are used over and over: what a connection gathers before it sends. Each goes out
 * and comes back when it is released; where all are out, the pool of the connection gives one. Confined to its loop, but
 * for the release.
 *
 * <p>Every message needs one, so it matters that taking one is a look at a count and no turn through a pool.
 */
public final class Blocks {
    /** The size of each. */
    public static final int BYTES = 4096;

    private static final int COUNT = 64;

    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true, false);

    private final @Nullable ByteBuf[] blocks = new ByteBuf[COUNT];
    private int turn;

    /** An empty block of {@link #BYTES}; the taker releases it, or whoever it is given to. */
    public ByteBuf take(ByteBufAllocator pool) {
        int at = turn++ & (COUNT - 1); // they come back nearly in the order in which they went
        ByteBuf block = blocks[at];
        if (block == null) {
            block = MEMORY.directBuffer(BYTES, BYTES);
            blocks[at] = block;
        } else if (block.refCnt() != 1) {
            return pool.directBuffer(BYTES);
        }
        return block.clear().retain();
    }
}
