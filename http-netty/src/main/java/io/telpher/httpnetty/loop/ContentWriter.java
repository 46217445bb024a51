package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.DirectBody;
import io.telpher.http.Fields;
import io.telpher.net.Loop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the contents of the messages of one connection of HTTP/1.1, one after the other: as they are or in chunks, as fast as
 * the socket takes them. Confined to its loop.
 */
public abstract class ContentWriter implements Sink {
    private static final int AT_ONCE_BYTES_MAX = 1024 * 1024;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int COPIED_BYTES_MAX = 2048; // beside a head, which is copied as well

    protected final Loop loop;
    protected final ChannelHandlerContext ctx;
    protected final Outbox out;
    protected final WriteWatch watch;

    /** If the length is told piece by piece (RFC 9112 §7.1). */
    protected boolean chunked;

    private @Nullable LoopBody body;

    protected ContentWriter(Loop loop, ChannelHandlerContext ctx, Outbox out, WriteWatch watch) {
        this.loop = loop;
        this.ctx = ctx;
        this.out = out;
        this.watch = watch;
    }

    /** True if nothing goes anywhere any more. */
    protected abstract boolean over();

    /** So many bytes of content are about to go. @return false if they are not wanted */
    protected abstract boolean goes(int bytes);

    /** All of the content was written. */
    protected abstract void written();

    /** The body that is being sent, or null. */
    protected final @Nullable LoopBody body() {
        return body;
    }

    /** Sends no more. @return the body that was being sent, if any, for the caller to abandon */
    public final @Nullable LoopBody takeBody() {
        LoopBody leaving = body;
        body = null;
        return leaving;
    }

    /** Sends all of {@code content}. */
    protected final void send(Body content) {
        switch (content) {
            case BytesBody bytes -> {
                if (bytes.length() > 0) {
                    data(Buffers.of(ctx, bytes.bytes()));
                }
                end(Fields.EMPTY);
            }
            case LoopBody arriving when arriving.loop() == loop -> pass(arriving);
            case ReplayedBody replayed when replayed.loop() == loop -> pass(replayed.again());
            default -> pass(BodyWriter.start(loop, content));
        }
    }

    /**
     * Sends all of {@code direct} from where it is. What is in memory in any case may wait for the socket as well as elsewhere. Each
     * {@value #PIECE_BYTES} bytes, which is what a segment holds, are a write of their own: where the kernel paces (BBR), what is beyond
     * a write's first segment waits for a timer.
     */
    protected final void sendDirect(DirectBody direct) {
        if (direct.length() > AT_ONCE_BYTES_MAX) {
            pass(DirectFeed.start(loop, ctx.alloc(), direct));
            return;
        }
        for (ByteBuffer piece = direct.next(PIECE_BYTES); piece != null; piece = direct.next(PIECE_BYTES)) {
            if (piece.remaining() > COPIED_BYTES_MAX || chunked) {
                boolean full = piece.remaining() == PIECE_BYTES;
                put(DirectBytes.of(ctx.alloc(), piece, direct));
                if (full) {
                    out.flush();
                }
            } else {
                if (!over() && goes(piece.remaining())) {
                    out.room(piece.remaining()).writeBytes(piece);
                }
                direct.sent();
            }
        }
        end(direct.trailers());
    }

    private void pass(LoopBody arriving) {
        body = arriving;
        arriving.to(this);
    }

    @Override
    public final void data(ByteBuf bytes) {
        if (put(bytes) && !ctx.channel().isWritable()) {
            LoopBody leaving = body;
            if (leaving != null) {
                leaving.pause();
            }
            out.flush();
            watch.begin();
        }
    }

    private boolean put(ByteBuf bytes) {
        if (over() || !goes(bytes.readableBytes())) {
            bytes.release();
            return false;
        }
        if (chunked) {
            out.chunk(bytes);
        } else {
            out.data(bytes);
        }
        return true;
    }

    /** The socket takes more, or no more. */
    public final void writabilityChanged() {
        LoopBody leaving = body;
        if (leaving != null && ctx.channel().isWritable()) {
            leaving.resume();
        }
    }

    @Override
    public final void flush() {
        if (!over()) {
            out.flush();
        }
    }

    @Override
    public final void end(Fields trailers) {
        if (!over()) {
            if (chunked) {
                out.lastChunk(trailers);
            }
            written();
        }
    }
}
