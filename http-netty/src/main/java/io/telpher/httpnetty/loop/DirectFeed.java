package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBufAllocator;
import io.telpher.http.DirectBody;
import io.telpher.net.Loop;
import java.nio.ByteBuffer;

/** Turns a {@link DirectBody} into one that arrives on a loop, piece by piece as fast as it is taken. Confined to that loop. */
public final class DirectFeed implements LoopBody.Source {
    private static final int PIECE_BYTES = 16 * 1024;

    private final ByteBufAllocator allocator;
    private final DirectBody direct;
    private final LoopBody body;
    private boolean wanted;
    private boolean feeding;

    private DirectFeed(Loop loop, ByteBufAllocator allocator, DirectBody direct) {
        this.allocator = allocator;
        this.direct = direct;
        this.body = new LoopBody(loop, this, direct.length());
    }

    /** The body as it arrives on {@code loop}, from when somebody takes it. */
    public static LoopBody start(Loop loop, ByteBufAllocator allocator, DirectBody direct) {
        LoopBody body = new DirectFeed(loop, allocator, direct).body;
        body.pause(); // until it has its taker, who lets it go on
        return body;
    }

    @Override
    public void demanded() {}

    /** What is fed is flushed at its end, or when the taker has enough. */
    @Override
    public boolean flushesSoon() {
        return true;
    }

    @Override
    public void flowing(boolean flows) {
        wanted = flows;
        if (feeding) {
            return; // by the taker, who gets something just now
        }
        feeding = true;
        while (wanted && !body.over()) {
            ByteBuffer piece = direct.next(PIECE_BYTES);
            if (piece == null) {
                body.end(direct.trailers());
            } else {
                body.feed(DirectBytes.of(allocator, piece, direct));
            }
        }
        feeding = false;
    }

    @Override
    public void abandoned() {
        direct.discard();
    }
}
