package io.telpher.httpnetty.loop.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.collection.IntObjectHashMap;
import io.telpher.core.Failure;
import io.telpher.httpnetty.Http2Limits;
import io.telpher.httpnetty.loop.Weight;
import io.telpher.httpnetty.loop.WriteWatch;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.Block;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.HpackEncoder;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection, whichever end of it we are (RFC 9113): its streams, its windows, its settings, and the count of
 * what only attackers do often. Confined to its loop.
 */
public abstract class Http2Connection extends ChannelInboundHandlerAdapter {
    private static final long LINGER_NANOS = 1_000_000_000L;

    public final Loop loop;
    public final Http2Limits limits;
    private final long writeTimeoutNanos;
    private final HeadLimits heads;
    private final Oddities oddities = new Oddities();
    private final ReceiveWindow window;
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
    private final RecentResets resets = new RecentResets();
    private final ArrayList<Http2Stream> fed = new ArrayList<>();
    private final Alarm stallAlarm = new Alarm() {
        @Override
        protected void ring() {
            stalled();
        }
    };

    private ChannelHandlerContext ctx;
    private Http2Reader reader;
    private Http2Writer writer;
    private final HpackEncoder encoder = new HpackEncoder();
    private final Block encoded = new Block();
    private WriteWatch watch;
    private Settings peer = Settings.INITIAL;
    private boolean gone;
    private boolean closing;

    @SuppressWarnings("NullAway.Init") // ctx and the others come with handlerAdded, before anything else
    protected Http2Connection(Loop loop, Http2Limits limits, HeadLimits heads, long writeTimeoutNanos) {
        this.loop = loop;
        this.limits = limits;
        this.heads = heads;
        this.writeTimeoutNanos = writeTimeoutNanos;
        this.window = new ReceiveWindow(limits.heldBytesMax(), loop.holdings());
    }

    // === what the two ends differ in ===

    /** The connection is there: settings are to be announced. */
    protected abstract void begin();

    /** True if this is the server's end. */
    protected abstract boolean server();

    /** A head on a stream that there is not. */
    protected abstract void unknown(int stream, DecodedHead block, boolean ends) throws BadFrame;

    /** True if there was, or is, such a stream. */
    protected abstract boolean known(int stream);

    /** The peer has changed its settings. */
    protected abstract void settingsChanged();

    /** The peer takes no streams beyond this one, which is one of ours. */
    protected abstract void peerGoesAway(int lastStream, ErrorCode code);

    /** A stream is no more. */
    protected abstract void removed(Http2Stream stream);

    /** There was too much of something: to be told, before the connection is closed. */
    protected abstract void exhausted(Oddity oddity);

    /** The peer broke the rules of the connection: to be told, before it is closed. */
    protected abstract void breached(BadFrame bad);

    /** The connection is no more. */
    protected abstract void left(Failure why);

    /** The highest stream of the peer's that we looked at, for GOAWAY. */
    protected abstract int lastStream();

    /** A failure of the peer, who {@code did} something. */
    protected abstract Failure failure(Failure.Kind kind, String did);

    /** Our own code threw. */
    protected abstract void bug(Throwable thrown);

    // === state ===

    protected final ChannelHandlerContext context() {
        return ctx;
    }

    public final Http2Writer writer() {
        return writer;
    }

    /** Begins a head of ours, which {@link #sendHead} sends when it is complete. */
    public final HpackEncoder encode() {
        return encoder.begin(encoded);
    }

    /** Sends the head that was encoded. */
    public final void sendHead(int stream, boolean ends) {
        writer.head(stream, encoded, ends);
    }

    /** What the peer has announced. */
    protected final Settings peer() {
        return peer;
    }

    protected final Oddities oddities() {
        return oddities;
    }

    final long writeTimeoutNanos() {
        return writeTimeoutNanos;
    }

    /** How many streams there are. */
    protected final int streams() {
        return streams.size();
    }

    /** True once this is no connection any more, or is about to be none. */
    protected final boolean over() {
        return gone || closing;
    }

    /** True if a head has begun to arrive and is not whole. */
    protected final boolean inHead() {
        return reader.inHead();
    }

    // === the connection ===

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        writer = new Http2Writer(loop, added, oddities);
        reader = new Http2Reader(this, new Http2Frames(this, heads), added, server(), heads.bytes());
        watch = new WriteWatch(loop, stallAlarm, added.channel(), writeTimeoutNanos);
        begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        reader.received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        for (Http2Stream stream : fed) {
            stream.fed = false;
            stream.flushBody();
        }
        fed.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        if (ctx.channel().isWritable()) {
            loop.alarms().clear(stallAlarm);
            writer.flushSoon();
        } else if (!gone) {
            watch.begin();
        }
    }

    private void stalled() {
        if (closing) {
            ctx.close();
        } else if (watch.stalled()) {
            drop(failure(Failure.Kind.WRITE_TIMEOUT, "took nothing for too long"));
        } else {
            watch.begin();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        reader.ended();
        leave(failure(Failure.Kind.CANCELLED, "closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof Failure || cause instanceof OutOfMemoryError)) {
            bug(cause);
        }
        String how = "broke the connection: " + cause.getMessage();
        drop(Weight.why(cause, failure(Failure.Kind.RESET, how)));
    }

    /** Closes at once; whatever is under way ends because of {@code why}. */
    protected final void drop(Failure why) {
        leave(why);
        ctx.close();
    }

    final void leave(Failure why) {
        if (gone) {
            return;
        }
        gone = true;
        reader.stop();
        loop.alarms().clear(stallAlarm);
        leaveStreams(why);
        left(why);
        writer.release(why);
        window.release();
    }

    /** Closes when what was written has gone to the socket. */
    protected final void close(ErrorCode code, String debug) {
        if (over()) {
            return;
        }
        closing = true;
        reader.stop();
        writer.goAway(lastStream(), code, debug);
        loop.alarms().set(stallAlarm, loop.nanos() + writeTimeoutNanos);
        writer.flushAndTell().addListener(_ -> linger(code));
    }

    /** What the peer still sends must not make its system throw away what we said last. */
    private void linger(ErrorCode code) {
        if (!gone && code != ErrorCode.NO_ERROR && ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(_ -> loop.alarms().set(stallAlarm, loop.nanos() + LINGER_NANOS));
        } else {
            ctx.close();
        }
    }

    /** Closes because the peer broke the rules. */
    protected final void breach(BadFrame bad) {
        if (!over()) {
            breached(bad);
            Failure why = failure(Failure.Kind.PROTOCOL, "broke the rules: " + bad.detail());
            close(bad.code(), bad.detail());
            leaveStreams(why);
        }
    }

    private void leaveStreams(Failure why) {
        for (Http2Stream stream : new ArrayList<>(streams.values())) {
            stream.breakOff(why);
        }
    }

    /** Counts an oddity. */
    protected final void odd(Oddity oddity) {
        if (!over() && !oddities.bear(oddity, loop.nanos())) {
            exhausted(oddity);
            Failure why = failure(Failure.Kind.PROTOCOL, "sent too many " + oddity.label());
            close(ErrorCode.ENHANCE_YOUR_CALM, "too many " + oddity.label());
            leaveStreams(why);
        }
    }

    // === streams ===

    /** The stream of this number, or null. */
    final @Nullable Http2Stream stream(int id) {
        return streams.get(id);
    }

    protected final void add(Http2Stream stream) {
        streams.put(stream.id(), stream);
    }

    final void remove(Http2Stream stream) {
        if (streams.remove(stream.id()) != null) {
            removed(stream);
        }
    }

    /** A stream's body has got something: its taker is told when this turn has no more. */
    final void fed(Http2Stream stream) {
        if (!stream.fed) {
            stream.fed = true;
            fed.add(stream);
        }
    }

    /** Resets a stream. */
    public final void reset(Http2Stream stream, ErrorCode code, Failure why) {
        if (!stream.closed()) {
            reset(stream.id(), code);
            stream.breakOff(why);
        }
    }

    /** Resets a stream of which nothing is kept. */
    public final void reset(int stream, ErrorCode code) {
        resets.add(stream);
        if (!over()) {
            writer.reset(stream, code);
        }
    }

    /** True if it was lately that we reset this stream: what comes of it was under way. */
    final boolean resetLately(int stream) {
        return resets.contains(stream);
    }

    /** The streams whose number is above this one. */
    protected final List<Http2Stream> streamsAbove(int id) {
        return streams.values().stream().filter(stream -> stream.id() > id).toList();
    }

    /** Resets a stream because the peer broke its rules. */
    final void breachOfStream(BadFrame bad) {
        odd(Oddity.PROVOKED);
        if (over()) {
            return;
        }
        Http2Stream stream = streams.get(bad.stream());
        if (stream == null) {
            reset(bad.stream(), bad.code());
        } else {
            reset(stream, bad.code(), failure(Failure.Kind.PROTOCOL, "broke the rules: " + bad.detail()));
        }
    }

    // === windows and settings ===

    /** What the peer may send. */
    final ReceiveWindow window() {
        return window;
    }

    /** How many bytes of DATA wait for their takers. */
    protected final int heldBytes() {
        return window.held();
    }

    /** Bytes of DATA are through, or thrown away: the connection takes as many again. */
    final void pass(int bytes) {
        if (bytes == 0) {
            return;
        }
        window.pass(bytes);
        grant();
    }

    /** Lets the peer send more, if it is worth saying. */
    final void grant() {
        int more = over() ? 0 : window.grant();
        if (more > 0) {
            writer.widen(0, more);
        }
    }

    /** The peer has announced these settings. */
    protected final void peer(Settings announced) throws BadFrame {
        int change = announced.windowBytes() - peer.windowBytes();
        peer = announced;
        writer.frameBytesMax(announced.frameBytesMax());
        encoder.tableBytes(announced.tableBytes());
        if (change != 0) {
            for (Http2Stream stream : new ArrayList<>(streams.values())) {
                int now = stream.window();
                stream.window(change > 0 ? FrameHeader.widened(now, change, 0) : now + change);
            }
        }
        settingsChanged();
    }

    /** The peer answered a PING of ours. */
    protected void ponged(long opaque) {}

    /** The peer wishes something of a stream that it has yet to open. */
    protected void early(int stream, String wish) {}
}
