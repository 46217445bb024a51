package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.collection.IntObjectHashMap;
import io.telpher.core.Failure;
import io.telpher.httpnetty.Http2Limits;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.Block;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.HpackDecoder;
import io.telpher.httpnetty.wire.h2.HpackEncoder;
import io.telpher.httpnetty.wire.h2.Priority;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection, whichever end of it we are (RFC 9113): its streams, its windows, its settings, and the count of
 * what only attackers do often. Confined to its loop.
 */
abstract class Http2Connection extends ChannelInboundHandlerAdapter {
    private static final long LINGER_NANOS = 1_000_000_000L;
    private static final int RECENT = 256;

    final Loop loop;
    final Http2Limits limits;
    private final long writeTimeoutNanos;
    private final int headBytesMax;
    private final Oddities oddities = new Oddities();
    private final ReceiveWindow window;
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
    private final int[] recentResets = new int[RECENT]; // by us: what was under way is no fault
    private int resets;
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
    private final HpackDecoder decoder = new HpackDecoder();
    private final HpackEncoder encoder = new HpackEncoder();
    private final Block encoded = new Block();
    private final DecodedHead decoded;
    private WriteWatch watch;
    private Settings peer = Settings.INITIAL;
    private boolean gone;
    private boolean closing;

    @SuppressWarnings("NullAway.Init") // ctx and the others come with handlerAdded, before anything else
    Http2Connection(Loop loop, Http2Limits limits, HeadLimits heads, long writeTimeoutNanos) {
        this.loop = loop;
        this.limits = limits;
        this.decoded = new DecodedHead(heads);
        this.headBytesMax = heads.bytes();
        this.writeTimeoutNanos = writeTimeoutNanos;
        this.window = new ReceiveWindow(limits.heldBytesMax(), limits.heldBytesMax());
    }

    // === what the two ends differ in ===

    /** The connection is there: settings are to be announced. */
    abstract void begin();

    /** True if this is the server's end. */
    abstract boolean server();

    /** A head on a stream that there is not. */
    abstract void unknown(int stream, DecodedHead block, boolean ends) throws BadFrame;

    /** True if there was, or is, such a stream. */
    abstract boolean known(int stream);

    /** The peer has changed its settings. */
    abstract void settingsChanged();

    /** The peer takes no streams beyond this one, which is one of ours. */
    abstract void peerGoesAway(int lastStream, ErrorCode code);

    /** A stream is no more. */
    abstract void removed(Http2Stream stream);

    /** There was too much of something: to be told, before the connection is closed. */
    abstract void exhausted(Oddity oddity);

    /** The peer broke the rules of the connection: to be told, before it is closed. */
    abstract void breached(BadFrame bad);

    /** The connection is no more. */
    abstract void left(Failure why);

    /** The highest stream of the peer's that we looked at, for GOAWAY. */
    abstract int lastStream();

    /** A failure of the peer, who {@code did} something. */
    abstract Failure failure(Failure.Kind kind, String did);

    /** Our own code threw. */
    abstract void bug(Throwable thrown);

    // === state ===

    final ChannelHandlerContext context() {
        return ctx;
    }

    final Http2Writer writer() {
        return writer;
    }

    /** Begins a head of ours, which {@link #sendHead} sends when it is complete. */
    final HpackEncoder encode() {
        return encoder.begin(encoded);
    }

    /** Sends the head that was encoded. */
    final void sendHead(int stream, boolean ends) {
        writer.head(stream, encoded, ends);
    }

    /** What the peer has announced. */
    final Settings peer() {
        return peer;
    }

    final Oddities oddities() {
        return oddities;
    }

    final long writeTimeoutNanos() {
        return writeTimeoutNanos;
    }

    /** How many streams there are. */
    final int streams() {
        return streams.size();
    }

    /** True once this is no connection any more, or is about to be none. */
    final boolean over() {
        return gone || closing;
    }

    /** True if a head has begun to arrive and is not whole. */
    final boolean inHead() {
        return reader.inHead();
    }

    // === the connection ===

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        writer = new Http2Writer(loop, added, oddities);
        reader = new Http2Reader(this, added, server(), headBytesMax);
        watch = new WriteWatch(loop, stallAlarm, added.channel(), writeTimeoutNanos);
        begin();
        int more = window.grant();
        if (more > 0) {
            writer.widen(0, more);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        reader.received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        for (Http2Stream stream : fed) {
            stream.fed = false;
            LoopBody body = stream.body();
            if (body != null) {
                body.flush();
            }
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
        leave(failure(Failure.Kind.CANCELLED, "closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        if (!(cause instanceof IOException)) {
            bug(cause);
        }
        drop(failure(Failure.Kind.RESET, "broke the connection: " + cause.getMessage()));
    }

    /** Closes at once; whatever is under way ends because of {@code why}. */
    final void drop(Failure why) {
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
        for (Http2Stream stream : new ArrayList<>(streams.values())) {
            stream.breakOff(why);
        }
        left(why);
        writer.release(why);
    }

    /** Closes when what was written has gone to the socket. */
    final void close(ErrorCode code, String debug) {
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
    final void breach(BadFrame bad) {
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
    final void odd(Oddity oddity) {
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

    final void add(Http2Stream stream) {
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
    final void reset(Http2Stream stream, ErrorCode code, Failure why) {
        if (!stream.closed()) {
            reset(stream.id(), code);
            stream.breakOff(why);
        }
    }

    /** Resets a stream of which nothing is kept. */
    final void reset(int stream, ErrorCode code) {
        recentResets[resets++ % RECENT] = stream;
        if (!over()) {
            writer.reset(stream, code);
        }
    }

    private boolean resetByUs(int stream) {
        for (int recent : recentResets) {
            if (recent == stream) {
                return true;
            }
        }
        return false;
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

    // === frames ===

    final void head(int id, byte[] block, int length, boolean ends) throws BadFrame {
        decoder.decode(block, 0, length, decoded); // whoever wants it: the table must follow
        if (over()) {
            return;
        }
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            stream.head(decoded, ends);
        } else if (!resetByUs(id)) {
            unknown(id, decoded, ends);
        }
    }

    /**
     * A DATA frame begins.
     *
     * @param overhead how many of its bytes are no content
     * @return the stream that it belongs to, or null if nobody wants it
     */
    final @Nullable Http2Stream data(FrameHeader header, int overhead) throws BadFrame {
        if (!window.arrive(header.length())) {
            throw BadFrame.connection(
                    ErrorCode.FLOW_CONTROL_ERROR,
                    "more DATA than the connection's window holds (RFC 9113 section 6.9.1)");
        }
        pass(overhead);
        Http2Stream stream = streams.get(header.stream());
        try {
            if (stream != null) {
                stream.frame(header.length(), overhead);
            } else if (!resetByUs(header.stream())) {
                idle("DATA", header.stream(), "5.1");
                throw BadFrame.stream(header.stream(), ErrorCode.STREAM_CLOSED, "DATA on a stream that has ended");
            }
        } catch (BadFrame e) {
            if (e.stream() == 0) {
                throw e;
            }
            breachOfStream(e);
            return null;
        }
        return stream;
    }

    private void idle(String what, int stream, String section) throws BadFrame {
        if (!known(stream)) {
            throw BadFrame.connection(
                    ErrorCode.PROTOCOL_ERROR,
                    what + " on a stream that nobody opened (RFC 9113 section " + section + ")");
        }
    }

    /** Bytes of DATA are through, or thrown away: the connection takes as many again. */
    final void pass(int bytes) {
        if (bytes == 0) {
            return;
        }
        window.pass(bytes);
        if (!over()) {
            int more = window.grant();
            if (more > 0) {
                writer.widen(0, more);
            }
        }
    }

    /** The peer resets a stream. */
    final void resetByPeer(int id, ErrorCode code) throws BadFrame {
        idle("RST_STREAM", id, "6.4");
        odd(Oddity.RESET);
        Http2Stream stream = streams.get(id);
        if (stream != null && !over()) {
            stream.breakOff(failure(Failure.Kind.CANCELLED, "reset the stream: " + code));
        }
    }

    final void settings(byte[] payload, int length) throws BadFrame {
        odd(Oddity.SETTINGS);
        if (over()) {
            return;
        }
        Settings before = peer;
        peer = before.merged(payload, 0, length);
        writer.frameBytesMax(peer.frameBytesMax());
        encoder.tableBytes(peer.tableBytes());
        int change = peer.windowBytes() - before.windowBytes();
        if (change != 0) {
            for (Http2Stream stream : new ArrayList<>(streams.values())) {
                stream.window(widened(stream.window(), change));
            }
        }
        writer.settingsAck();
        settingsChanged();
    }

    private static int widened(int window, int change) throws BadFrame {
        return change > 0 ? FrameHeader.widened(window, change, 0) : window + change;
    }

    final void ping(boolean ack, long opaque) {
        if (ack) {
            ponged(opaque);
            return;
        }
        odd(Oddity.PING);
        if (!over()) {
            writer.ping(true, opaque);
        }
    }

    /** The peer answered a PING of ours. */
    void ponged(long opaque) {}

    final void goAway(int lastStream, ErrorCode code) {
        peerGoesAway(lastStream, code);
    }

    final void widen(int id, int increment) throws BadFrame {
        odd(Oddity.WINDOW);
        if (id == 0) {
            writer.window(FrameHeader.widened(writer.window(), increment, 0));
            return;
        }
        Http2Stream stream = streams.get(id);
        if (stream == null) {
            idle("WINDOW_UPDATE", id, "6.9");
        } else {
            stream.window(FrameHeader.widened(stream.window(), increment, id));
        }
    }

    final void reprioritize(int id, String wish) throws BadFrame {
        odd(Oddity.PRIORITY);
        if (id == 0) {
            throw BadFrame.connection(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE of stream 0 (RFC 9218 section 7.1)");
        }
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            stream.prioritize(Priority.parse(wish));
        } else if (!known(id)) {
            early(id, wish);
        }
    }

    /** The peer wishes something of a stream that it has yet to open. */
    void early(int id, String wish) {}
}
