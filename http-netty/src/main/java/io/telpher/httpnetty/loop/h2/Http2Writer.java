package io.telpher.httpnetty.loop.h2;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.telpher.httpnetty.loop.Outbox;
import io.telpher.httpnetty.wire.h2.Block;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.net.Loop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the frames of an {@link Http2Connection}. Heads and control frames are gathered as they come; content waits with
 * its stream until the end of the loop's turn, and then goes in the order of priority, as far as windows and the socket
 * permit. So what one turn has to say is one write, however many streams say it. Confined to its loop.
 */
public final class Http2Writer {
    private static final int DEBUG_BYTES_MAX = 200;
    private static final int UPDATES_A_FRAME = 2; // of its stream and of the connection
    private static final int UPDATE_BYTES = 2048; // an update for fewer is none that an honest peer sends often

    private final Loop loop;
    private final ChannelHandlerContext ctx;
    private final Outbox out;
    private final Oddities oddities;
    private final Http2Schedule schedule = new Http2Schedule();
    private final List<ChannelFutureListener> told = new ArrayList<>();
    private final Runnable flush = this::flushNow;
    private boolean flushing;
    private int queuedBytes;
    private boolean pumping;
    private boolean over;
    private int window = ReceiveWindow.FIRST_BYTES;
    private int frameBytesMax = Http2Reader.FRAME_BYTES_MAX;

    /** A writer; what it sends explains some of what comes back. */
    Http2Writer(Loop loop, ChannelHandlerContext ctx, Oddities oddities) {
        this.loop = loop;
        this.ctx = ctx;
        this.oddities = oddities;
        this.out = new Outbox(loop, ctx);
    }

    // === frames ===

    private void frame(FrameType type, int flags, int stream, int length) {
        out.room(FrameHeader.BYTES + Math.min(length, 16))
                .writeMedium(length)
                .writeByte(type.code())
                .writeByte(flags)
                .writeInt(stream);
    }

    /** What comes before a client's first frame. */
    public void preface() {
        out.bytes(Preface.BYTES);
    }

    /** Announces settings: identifiers and values in turn. */
    public void settings(int... idsAndValues) {
        byte[] payload = Settings.payload(idsAndValues);
        frame(FrameType.SETTINGS, 0, 0, payload.length);
        out.bytes(payload);
        flushSoon();
    }

    void settingsAck() {
        frame(FrameType.SETTINGS, FrameHeader.ACK, 0, 0);
        flushSoon();
    }

    public void ping(boolean ack, long opaque) {
        frame(FrameType.PING, ack ? FrameHeader.ACK : 0, 0, Long.BYTES);
        out.room(Long.BYTES).writeLong(opaque);
        flushSoon();
    }

    void reset(int stream, ErrorCode code) {
        frame(FrameType.RST_STREAM, 0, stream, Integer.BYTES);
        out.room(Integer.BYTES).writeInt(code.code());
        flushSoon();
    }

    /** Lets the peer send more: on a stream, or for 0 on the connection. */
    void widen(int stream, int increment) {
        frame(FrameType.WINDOW_UPDATE, 0, stream, Integer.BYTES);
        out.room(Integer.BYTES).writeInt(increment);
        flushSoon();
    }

    public void goAway(int lastStream, ErrorCode code, String debug) {
        byte[] text = debug.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, DEBUG_BYTES_MAX);
        frame(FrameType.GOAWAY, 0, 0, 8 + length);
        out.room(8).writeInt(lastStream).writeInt(code.code());
        out.bytes(text, 0, length);
        flushSoon();
    }

    /** A head that HPACK has encoded, in as many frames as it takes. */
    void head(int stream, Block block, boolean ends) {
        int length = block.length();
        int first = Math.min(length, frameBytesMax);
        int flags = (ends ? FrameHeader.END_STREAM : 0) | (first == length ? FrameHeader.END_HEADERS : 0);
        frame(FrameType.HEADERS, flags, stream, first);
        out.bytes(block.bytes(), 0, first);
        int at = first;
        while (at < length) {
            int n = Math.min(length - at, frameBytesMax);
            frame(FrameType.CONTINUATION, at + n == length ? FrameHeader.END_HEADERS : 0, stream, n);
            out.bytes(block.bytes(), at, n);
            at += n;
        }
        flushSoon();
    }

    // === windows ===

    /** What the peer lets us send on the connection. */
    int window() {
        return window;
    }

    /** The peer lets us send more. */
    void window(int now) {
        window = now;
        flushSoon();
    }

    /** The peer takes frames of so many bytes; we send none that are longer than we take. */
    void frameBytesMax(int theirs) {
        frameBytesMax = Math.min(theirs, Http2Reader.FRAME_BYTES_MAX);
    }

    // === content ===

    /** A stream has content, or an end, to send: what needs no window goes at once. */
    void ready(Http2Sender stream) {
        if (stream.queued() == 0) {
            if (stream.ending()) {
                end(stream);
            }
        } else if (!stream.scheduled && stream.window() > 0) {
            schedule.add(stream);
        } else if (!stream.scheduled) {
            stream.blocked();
        }
        flushSoon();
    }

    /** So much more of a stream's, or less, waits to be sent. */
    void queued(int change) {
        queuedBytes += change;
    }

    /** How much waits to be sent, of all streams. */
    public int queuedBytes() {
        return queuedBytes;
    }

    /** A stream has nothing to send any more. */
    void forget(Http2Sender stream) {
        if (stream.scheduled) {
            schedule.remove(stream);
        }
    }

    private void end(Http2Sender stream) {
        if (!stream.sendTrailers()) {
            frame(FrameType.DATA, FrameHeader.END_STREAM, stream.id(), 0);
        }
        stream.sentEnd();
    }

    /** Sends what may be sent. */
    void pump() {
        if (pumping || over) {
            return;
        }
        pumping = true;
        try {
            Http2Sender next;
            while (window > 0 && ctx.channel().isWritable() && (next = schedule.first()) != null) {
                send(next);
            }
        } finally {
            pumping = false;
        }
    }

    private void send(Http2Sender stream) {
        int n = Math.min(Math.min(frameBytesMax, window), Math.min(stream.window(), stream.queued()));
        boolean all = n == stream.queued();
        boolean ends = all && stream.ending() && !stream.hasTrailers();
        frame(FrameType.DATA, ends ? FrameHeader.END_STREAM : 0, stream.id(), n);
        window -= n;
        stream.take(n, out);
        oddities.explain(Oddity.WINDOW, UPDATES_A_FRAME + n / UPDATE_BYTES);
        oddities.explain(Oddity.PING, 1);
        if (all || stream.window() <= 0) {
            schedule.remove(stream);
            if (!all) {
                stream.blocked();
            }
        } else {
            schedule.turn(stream);
        }
        if (ends) {
            stream.sentEnd();
        } else if (all && stream.ending()) {
            end(stream);
        } else {
            stream.drained(); // last: more may come at once
        }
    }

    // === sending ===

    /** Sends what there is at the end of this turn of the loop. */
    void flushSoon() {
        if (!flushing && !over) {
            flushing = true;
            loop.eventLoop().execute(flush);
        }
    }

    /** Tells {@code listener} when what has been written so far has gone to the socket. */
    public void tell(ChannelFutureListener listener) {
        told.add(listener);
        flushSoon();
    }

    private void flushNow() {
        flushing = false;
        if (over) {
            return;
        }
        pump();
        if (window <= 0) {
            schedule.forEach(Http2Sender::blocked);
        }
        if (told.isEmpty()) {
            out.flush();
        } else {
            flushAndTell();
        }
    }

    /** Sends everything that was gathered, and tells. */
    public ChannelFuture flushAndTell() {
        ChannelFuture sent = out.flushAndTell();
        told.forEach(sent::addListener);
        told.clear();
        return sent;
    }

    /** The connection is gone. */
    void release(Throwable why) {
        over = true;
        out.release();
        if (!told.isEmpty()) {
            ChannelFuture lost = ctx.newFailedFuture(why);
            told.forEach(lost::addListener);
            told.clear();
        }
    }
}
