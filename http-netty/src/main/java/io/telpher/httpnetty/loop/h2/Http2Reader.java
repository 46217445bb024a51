package io.telpher.httpnetty.loop.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.telpher.httpnetty.Http2Limits;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.Block;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.net.Loop;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames in what arrives on an {@link Http2Connection} (RFC 9113 §4). Frames are given on whole, but for DATA,
 * whose content is given on as it comes. Confined to its loop.
 */
final class Http2Reader {
    /** The longest payload that we take. */
    static final int FRAME_BYTES_MAX = 16_384;

    /** How many bytes of heads are taken in one turn of the loop; after that, others who are ready come first. */
    static final int TURN_HEAD_BYTES = 8_192;

    private final Http2Connection connection;
    private final Http2Frames frames;
    private final Loop loop;
    private final ChannelHandlerContext ctx;
    private final Http2Limits limits;
    private final int blockBytesMax;

    private @Nullable ByteBuf unread;
    private boolean processing;
    private boolean stopped;
    private int turnHeadBytes;
    private boolean waiting; // for its next turn
    private boolean last; // nothing more comes
    private int prefaceLeft;
    private boolean settled;

    private @Nullable FrameHeader frame; // whose header was read and whose payload was not
    private @Nullable BadFrame bad; // what is wrong with it

    private boolean inData;
    private int contentLeft;
    private int paddingLeft;
    private @Nullable Http2Stream dataStream;

    private int blockStream; // whose head is not whole
    private boolean blockEnds;
    private final Block block = new Block();
    private int continuations;

    /**
     * A reader.
     *
     * @param preface true if a client's preface comes first
     * @param headBytesMax how large a head may be once it is decoded
     */
    Http2Reader(
            Http2Connection connection,
            Http2Frames frames,
            ChannelHandlerContext ctx,
            boolean preface,
            int headBytesMax) {
        this.connection = connection;
        this.frames = frames;
        this.loop = connection.loop;
        this.ctx = ctx;
        this.limits = connection.limits;
        this.prefaceLeft = preface ? Preface.LENGTH : 0;
        this.blockBytesMax = 2 * headBytesMax;
    }

    void received(ByteBuf in) {
        if (stopped) {
            in.release();
            return;
        }
        ByteBuf before = unread;
        unread = before == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
        if (!waiting) {
            process();
        }
    }

    /** Leaves the loop to others until its next turn. */
    private void giveWay() {
        waiting = true;
        ctx.channel().config().setAutoRead(false); // what is unread must not grow meanwhile
        loop.later(() -> {
            turnHeadBytes = 0;
            if (waiting && !stopped) {
                waiting = false;
                ctx.channel().config().setAutoRead(true);
                process();
                connection.channelReadComplete(ctx);
            }
        });
    }

    /** The connection has ended: what came before that counts, and there is no other turn for it. */
    void ended() {
        last = true;
        if (waiting) {
            waiting = false;
            process();
            connection.channelReadComplete(ctx);
        }
    }

    /** Reads no more. */
    void stop() {
        stopped = true;
        frame = null;
        dataStream = null;
        if (!processing) {
            release();
        }
    }

    private void release() {
        ByteBuf rest = unread;
        unread = null;
        if (rest != null) {
            rest.release();
        }
    }

    /** True if a head has begun to arrive and is not whole. */
    boolean inHead() {
        return prefaceLeft > 0 || blockStream != 0 || (unread != null && !inData);
    }

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean more = true;
            while (more && !stopped && unread != null) {
                more = tryStep(unread);
                ByteBuf rest = unread;
                if (rest != null && !rest.isReadable()) {
                    release();
                } else if (more && !stopped && !last && turnHeadBytes > TURN_HEAD_BYTES) {
                    giveWay();
                    more = false;
                }
            }
        } finally {
            processing = false;
        }
        if (stopped) {
            release();
        }
    }

    private boolean tryStep(ByteBuf in) {
        try {
            return step(in);
        } catch (BadFrame e) {
            if (e.stream() == 0) {
                connection.breach(e);
                return false;
            }
            connection.breachOfStream(e);
            return true;
        }
    }

    /** @return false if it must wait for more */
    private boolean step(ByteBuf in) throws BadFrame {
        if (inData) {
            return content(in);
        }
        if (prefaceLeft > 0) {
            return preface(in);
        }
        FrameHeader header = frame;
        if (header == null) {
            if (in.readableBytes() < FrameHeader.BYTES) {
                return false;
            }
            header = FrameHeader.of(in.readInt(), in.readByte(), in.readInt());
            frame = header;
            begin(header);
        }
        if (header.type() == FrameType.DATA) {
            return data(header, in);
        }
        if (in.readableBytes() < header.length()) {
            return false;
        }
        frame = null;
        int end = in.readerIndex() + header.length();
        try {
            payload(header, in);
        } finally {
            if (unread != null) {
                in.readerIndex(end);
            }
        }
        return true;
    }

    private boolean preface(ByteBuf in) throws BadFrame {
        int from = Preface.LENGTH - prefaceLeft;
        int n = Math.min(prefaceLeft, in.readableBytes());
        for (int i = 0; i < n; i++) {
            if (in.readByte() != Preface.BYTES[from + i]) {
                throw BadFrame.connection(ErrorCode.PROTOCOL_ERROR, "no preface of HTTP/2 (RFC 9113 section 3.4)");
            }
        }
        prefaceLeft -= n;
        return prefaceLeft == 0;
    }

    /** Judges what the header alone tells. */
    private void begin(FrameHeader header) throws BadFrame {
        if (!settled && (header.type() != FrameType.SETTINGS || header.has(FrameHeader.ACK))) {
            throw BadFrame.connection(
                    ErrorCode.PROTOCOL_ERROR, header.type() + " before SETTINGS (RFC 9113 section 3.4)");
        }
        settled = true;
        boolean continues = header.type() == FrameType.CONTINUATION;
        if (blockStream == 0 ? continues : !continues || header.stream() != blockStream) {
            throw BadFrame.connection(
                    ErrorCode.PROTOCOL_ERROR,
                    header.type() + " within or without a field block (RFC 9113 section 6.10)");
        }
        try {
            header.check(FRAME_BYTES_MAX);
        } catch (BadFrame e) {
            if (e.stream() == 0) {
                throw e;
            }
            bad = e; // the connection goes on, once this frame's payload has gone by
        }
    }

    private void payload(FrameHeader header, ByteBuf in) throws BadFrame {
        BadFrame wrong = bad;
        if (wrong != null) {
            bad = null;
            throw wrong;
        }
        switch (header.type()) {
            case HEADERS -> headers(header, in);
            case CONTINUATION -> continuation(header, in);
            case RST_STREAM -> frames.resetByPeer(header.stream(), ErrorCode.of(in.readInt()));
            case SETTINGS -> settings(header, in);
            case PING -> frames.ping(header.has(FrameHeader.ACK), in.readLong());
            case GOAWAY -> frames.goAway(in.readInt() & 0x7fff_ffff, ErrorCode.of(in.readInt()));
            case WINDOW_UPDATE -> frames.widen(header.stream(), FrameHeader.increment(in.readInt(), header.stream()));
            case PRIORITY -> connection.odd(Oddity.PRIORITY);
            case PRIORITY_UPDATE -> priority(header, in);
            default -> connection.odd(Oddity.UNKNOWN);
        }
    }

    private void settings(FrameHeader header, ByteBuf in) throws BadFrame {
        if (header.has(FrameHeader.ACK)) {
            return;
        }
        byte[] scratch = loop.scratch();
        in.readBytes(scratch, 0, header.length());
        frames.settings(scratch, header.length());
    }

    private void priority(FrameHeader header, ByteBuf in) throws BadFrame {
        int stream = in.readInt() & 0x7fff_ffff;
        frames.reprioritize(
                stream,
                in.readCharSequence(header.length() - 4, StandardCharsets.ISO_8859_1)
                        .toString());
    }

    // === heads ===

    private void headers(FrameHeader header, ByteBuf in) throws BadFrame {
        int padding = header.has(FrameHeader.PADDED) ? in.readUnsignedByte() : 0;
        int length = header.contentBytes(padding);
        if (header.has(FrameHeader.PRIORITY)) {
            in.skipBytes(5); // deprecated, and passed over (RFC 9113 section 5.3.2)
        }
        turnHeadBytes += length;
        boolean ends = header.has(FrameHeader.END_STREAM);
        if (header.has(FrameHeader.END_HEADERS)) {
            byte[] scratch = loop.scratch();
            in.readBytes(scratch, 0, length);
            frames.head(header.stream(), scratch, length, ends);
            return;
        }
        blockStream = header.stream();
        blockEnds = ends;
        block.clear();
        continuations = 0;
        fragment(in, length);
    }

    private void continuation(FrameHeader header, ByteBuf in) throws BadFrame {
        connection.odd(Oddity.CONTINUATION);
        if (++continuations > limits.continuationsMax()) {
            throw BadFrame.connection(
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "a head in more than " + limits.continuationsMax() + " continuations (RFC 9113 section 10.5.1)");
        }
        fragment(in, header.length());
        if (header.has(FrameHeader.END_HEADERS)) {
            int stream = blockStream;
            blockStream = 0;
            frames.head(stream, block.bytes(), block.length(), blockEnds);
        }
    }

    private void fragment(ByteBuf in, int length) throws BadFrame {
        if (length == 0) {
            connection.odd(Oddity.EMPTY);
        }
        if (block.length() + length > blockBytesMax) {
            throw BadFrame.connection(
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "a field block of more than " + blockBytesMax + " bytes (RFC 9113 section 10.5.1)");
        }
        turnHeadBytes += length;
        byte[] scratch = loop.scratch();
        in.readBytes(scratch, 0, length);
        block.append(scratch, 0, length);
    }

    // === content ===

    private boolean data(FrameHeader header, ByteBuf in) throws BadFrame {
        int padding = 0;
        if (header.has(FrameHeader.PADDED)) {
            if (!in.isReadable()) {
                return false;
            }
            padding = in.readUnsignedByte();
        }
        contentLeft = header.contentBytes(padding);
        paddingLeft = padding;
        inData = true;
        dataStream = frames.data(header, header.length() - contentLeft);
        if (contentLeft == 0 && !header.has(FrameHeader.END_STREAM)) {
            connection.odd(Oddity.EMPTY);
        }
        return content(in);
    }

    private boolean content(ByteBuf in) throws BadFrame {
        int n = Math.min(contentLeft, in.readableBytes());
        if (n > 0) {
            contentLeft -= n;
            deliver(in, n);
        }
        ByteBuf rest = unread;
        if (contentLeft == 0 && paddingLeft > 0 && rest != null) {
            int skipped = Math.min(paddingLeft, rest.readableBytes());
            rest.skipBytes(skipped);
            paddingLeft -= skipped;
        }
        if (contentLeft > 0 || paddingLeft > 0) {
            return false;
        }
        FrameHeader header = frame;
        Http2Stream stream = dataStream;
        frame = null;
        dataStream = null;
        inData = false;
        if (stream != null && header != null && header.has(FrameHeader.END_STREAM)) {
            stream.arrivedWhole(io.telpher.http.Fields.EMPTY);
        }
        return true;
    }

    private void deliver(ByteBuf in, int n) throws BadFrame {
        Http2Stream stream = dataStream;
        if (stream == null) {
            in.skipBytes(n);
            connection.pass(n);
        } else if (in.readableBytes() == n) {
            unread = null; // all of it: no slice, no count
            stream.arrived(in);
        } else {
            stream.arrived(in.readRetainedSlice(n));
        }
    }
}
