package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.telpher.http.Fields;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.ChunkReader;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.HeadScanner;
import io.telpher.net.Loop;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection: keeps what is unread, finds heads in it and gives bodies, by their framing, to a
 * {@link LoopBody}. What a head means is for the two kinds of it. Confined to its loop.
 */
public abstract class MessageReader implements LoopBody.Source {
    private static final int FIRST_LOOK_BYTES = 2048;

    /** What the next bytes are. */
    public enum Reading {
        /** Nothing is expected: a byte now is a fault. */
        IDLE,
        HEAD,
        LENGTH,
        CHUNKS,
        UNTIL_CLOSE,
        /** Nothing more is read: the connection ends with what is being sent. */
        NOTHING
    }

    public final Loop loop;
    public final HeadScanner scanner;
    private final ChannelHandlerContext ctx;
    private final HeadLimits limits;
    private @Nullable ByteBuf unread;
    private Reading reading;
    private boolean processing;
    private boolean flushOwed;
    private boolean reads = true;
    private @Nullable LoopBody body;
    private @Nullable ChunkReader chunks;
    private long remaining;

    protected MessageReader(Loop loop, ChannelHandlerContext ctx, HeadLimits limits, Reading first) {
        this.loop = loop;
        this.ctx = ctx;
        this.limits = limits;
        this.scanner = new HeadScanner(limits);
        this.reading = first;
    }

    // === what the two kinds differ in ===

    /** A head is looked for. @return false if it must wait */
    protected abstract boolean beginHead();

    /** How many bytes before a head are passed over. */
    protected abstract int leading(ByteBuf in);

    /** A head is not whole yet: what there is of it lies in {@code scratch}. */
    protected abstract void partOfHead(byte[] scratch) throws BadMessage;

    /** A head of {@code length} bytes lies in {@code scratch}. */
    protected abstract void head(byte[] scratch, int length) throws BadMessage;

    /** Bytes of a body, content or framing, are about to be read. */
    protected abstract void bodyComes();

    /** {@code count} bytes of content are about to be fed. */
    protected abstract void content(int count);

    /** The last byte of a body was read. */
    protected abstract void bodyRead(LoopBody whole, Fields trailers);

    /** What came breaks the rules. */
    protected abstract void bad(BadMessage bad);

    /** It has read as far as it goes for now. */
    protected abstract void processed();

    /** True if so much is unread that the socket must wait. */
    protected abstract boolean full();

    // === state ===

    public Reading reading() {
        return reading;
    }

    public void expect(Reading next) {
        reading = next;
    }

    /** Expects a body of {@code length} bytes, or one framed as {@code next} says. */
    public void expect(Reading next, LoopBody arriving, long length) {
        reading = next;
        body = arriving;
        remaining = length;
        chunks = next == Reading.CHUNKS ? new ChunkReader() : null;
    }

    /** The body that arrives, or that arrived last and was not forgotten. */
    @Nullable
    public LoopBody body() {
        return body;
    }

    public void forgetBody() {
        body = null;
    }

    /** How much of a body of known length is to come. */
    protected long remaining() {
        return remaining;
    }

    public boolean hasUnread() {
        return unread != null;
    }

    public int unreadBytes() {
        ByteBuf rest = unread;
        return rest == null ? 0 : rest.readableBytes();
    }

    /** How many bytes wait here and in the body for their takers. */
    protected final int heldBytes() {
        LoopBody arriving = body;
        return unreadBytes() + (arriving == null ? 0 : arriving.keptBytes());
    }

    /** Hands what is unread over to the caller, whose it then is to release. */
    @Nullable
    public ByteBuf takeUnread() {
        ByteBuf rest = unread;
        unread = null;
        return rest;
    }

    public void releaseUnread() {
        ByteBuf rest = takeUnread();
        if (rest != null) {
            rest.release();
        }
    }

    // === reading ===

    /** Adds to what is unread. */
    protected final void add(ByteBuf in) {
        ByteBuf before = unread;
        unread = before == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
    }

    /** Reads as far as it goes: until the bytes end, or until something else must happen first. */
    public final void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean more = true;
            while (more && unread != null) {
                more = step(unread);
                ByteBuf rest = unread;
                if (rest != null && !rest.isReadable()) {
                    releaseUnread();
                }
            }
        } catch (BadMessage e) {
            bad(e);
        } finally {
            processing = false;
        }
        if (flushOwed) {
            flushOwed = false;
            flush();
        }
        processed();
    }

    /** @return false if it must wait */
    private boolean step(ByteBuf in) throws BadMessage {
        return switch (reading) {
            case HEAD -> beginHead() && findHead(in);
            case LENGTH -> length(in);
            case CHUNKS -> chunks(in);
            case UNTIL_CLOSE -> untilClose(in);
            case IDLE -> throw new BadMessage(502, "more than its response (RFC 9112 section 9.3)");
            case NOTHING -> {
                releaseUnread();
                yield false;
            }
        };
    }

    private boolean findHead(ByteBuf in) throws BadMessage {
        byte[] scratch = loop.scratch();
        int skip = leading(in);
        int start = in.readerIndex() + skip;
        int readable = Math.min(in.readableBytes() - skip, limits.bytes());
        int look = Math.min(readable, FIRST_LOOK_BYTES);
        in.getBytes(start, scratch, 0, look);
        int length = scanner.scan(scratch, 0, look);
        if (length == HeadScanner.INCOMPLETE && look < readable) {
            in.getBytes(start, scratch, 0, readable);
            length = scanner.scan(scratch, 0, readable);
        }
        if (length == HeadScanner.INCOMPLETE) {
            partOfHead(scratch);
            return false;
        }
        in.skipBytes(skip + length);
        head(scratch, length);
        return true;
    }

    private boolean length(ByteBuf in) {
        LoopBody arriving = arriving();
        if (arriving.paused()) {
            return false;
        }
        int n = (int) Math.min(remaining, in.readableBytes());
        remaining -= n;
        boolean last = remaining == 0;
        bodyComes();
        content(n);
        if (last && in.readableBytes() == n) {
            unread = null;
            arriving.feed(in); // all of it: no slice, no count
        } else {
            arriving.feed(in.readRetainedSlice(n));
        }
        if (last && reading == Reading.LENGTH) {
            bodyRead(arriving, Fields.EMPTY);
        }
        return unread != null;
    }

    private boolean chunks(ByteBuf in) throws BadMessage {
        LoopBody arriving = arriving();
        ChunkReader reader = chunks;
        if (reader == null || arriving.paused()) {
            return false;
        }
        bodyComes();
        while (in.isReadable() && !reader.done()) {
            if (reader.inData()) {
                int n = (int) Math.min(reader.remaining(), in.readableBytes());
                reader.consumed(n);
                content(n);
                arriving.feed(in.readRetainedSlice(n));
                if (arriving.paused() || reading != Reading.CHUNKS) {
                    return reading != Reading.CHUNKS;
                }
            } else {
                reader.accept(in.readByte());
            }
        }
        if (!reader.done()) {
            return false;
        }
        Fields trailers = Trailers.read(reader.trailer());
        chunks = null;
        bodyRead(arriving, trailers);
        return true;
    }

    private boolean untilClose(ByteBuf in) {
        LoopBody arriving = arriving();
        if (arriving.paused()) {
            return false;
        }
        bodyComes();
        content(in.readableBytes());
        arriving.feed(in.readRetainedSlice(in.readableBytes()));
        return true;
    }

    private LoopBody arriving() {
        LoopBody expected = body;
        if (expected == null) {
            throw new IllegalStateException("no body is expected");
        }
        return expected;
    }

    @Override
    public final boolean flushesSoon() {
        flushOwed |= processing;
        return processing;
    }

    /** Tells the body's taker that the socket has no more for the moment. */
    public final void flush() {
        LoopBody arriving = body;
        if (arriving != null) {
            arriving.flush();
        }
    }

    /** Lets the socket be read, or not: what is unread must stay little. */
    protected final void flow() {
        LoopBody arriving = body;
        boolean wanted = !full() && (arriving == null || !arriving.paused());
        if (wanted != reads) {
            reads = wanted;
            ctx.channel().config().setAutoRead(wanted);
        }
    }
}
