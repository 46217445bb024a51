package io.telpher.httpnetty.loop.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.collection.IntObjectHashMap;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Fields;
import io.telpher.http.Peer;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.loop.Weight;
import io.telpher.httpnetty.loop.h2.Http2Connection;
import io.telpher.httpnetty.loop.h2.Http2Stream;
import io.telpher.httpnetty.loop.h2.Oddity;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.net.Loop;
import io.telpher.net.flood.Pressure;
import io.telpher.net.loop.Alarm;
import org.jspecify.annotations.Nullable;

/** A client's HTTP/2 connection: has the request of each of its streams served. Confined to its loop. */
final class Http2ServerConnection extends Http2Connection implements Accepted {
    private static final long GOING_NANOS = 1_000_000_000L;
    private static final long GOING = 0x74656c70686572L;
    private static final int ANSWERS_A_RESET = 4;
    private static final int STREAMS_WHEN_TIGHT = 4;
    private static final long NEVER = Long.MAX_VALUE;

    final ServerContext server;
    private final ServerSettings settings;
    private final RequestHead.HostMemo hosts = new RequestHead.HostMemo();
    private final Alarm alarm = new Alarm() {
        @Override
        protected void ring() {
            timeout();
        }
    };

    private final IntObjectHashMap<String> wishes = new IntObjectHashMap<>(2); // of streams that are to come
    private final HeldHeads heads;
    private @Nullable Peer client;
    private int lastStream;
    private int working; // handlers whose streams are no more
    private int requests;
    private int answered;
    private long headDeadlineNanos = NEVER;
    private long idleDeadlineNanos = NEVER;
    private long goingDeadlineNanos = NEVER;
    private long sinceNanos; // it is idle, or has been at work
    private boolean going; // the client was told that this connection ends
    private boolean late; // a head did not become whole in time
    private boolean gone; // and after which stream

    Http2ServerConnection(Loop loop, ServerContext server) {
        super(
                loop,
                server.settings().http2(),
                server.settings().head(),
                server.settings().writeTimeoutNanos());
        this.server = server;
        this.settings = server.settings();
        this.heads = new HeldHeads(loop.headHoldings());
    }

    // === the connection ===

    @Override
    protected boolean server() {
        return true;
    }

    @Override
    protected void begin() {
        writer().settings(
                        Settings.MAX_CONCURRENT_STREAMS,
                        limits.streamsMax(),
                        Settings.MAX_HEADER_LIST_SIZE,
                        settings.head().bytes(),
                        Settings.ENABLE_CONNECT_PROTOCOL,
                        1,
                        Settings.NO_RFC7540_PRIORITIES,
                        1);
        server.events().http2(server.listener(), 1);
        client(); // now: once the client has reset the connection, nobody knows any more
        headDeadlineNanos = loop.nanos() + settings.headTimeoutNanos(); // of preface and settings
        rest();
        if (server.draining()) {
            drain();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        super.channelReadComplete(ctx);
        if (!inHead()) {
            headDeadlineNanos = NEVER;
        } else if (headDeadlineNanos == NEVER && !over()) {
            headDeadlineNanos = loop.nanos() + settings.headTimeoutNanos();
            arm();
        }
    }

    /** Who sends the requests. */
    Peer client() {
        Peer known = client;
        if (known == null) {
            known = server.peer(context().channel());
            client = known;
        }
        return known;
    }

    @Override
    protected void left(Failure why) {
        loop.alarms().clear(alarm);
        server.remove(this);
        server.events().http2(server.listener(), -1);
    }

    @Override
    protected Failure failure(Failure.Kind kind, String did) {
        return Failure.downstream(kind, "the client " + did);
    }

    @Override
    protected void bug(Throwable thrown) {
        server.events().bug(null, thrown);
    }

    @Override
    protected void exhausted(Oddity oddity) {
        server.exhausted(context().channel(), oddity.label());
        tell(failure(Failure.Kind.LIMIT, "sent too many " + oddity.label() + " (RFC 9113 section 10.5)"));
    }

    @Override
    protected void breached(BadFrame bad) {
        if (bad.code() == ErrorCode.ENHANCE_YOUR_CALM) {
            if (late) { // counted, but nobody's fault: networks do that
                server.events().exhausted(server.listener(), "heads");
            } else {
                server.exhausted(context().channel(), "heads");
            }
        }
        tell(failure(Failure.Kind.PROTOCOL, "broke the rules of the connection: " + bad.detail()));
    }

    /** What ends a connection is an exchange without a request, so that it gets its line in the log. */
    private void tell(Failure why) {
        ServedExchange unread = new ServedExchange(client(), loop.nanos(), loop, server.events());
        unread.failure(why);
        unread.finish(Outcome.failed(why));
    }

    @Override
    protected void settingsChanged() {}

    // === streams ===

    @Override
    protected int lastStream() {
        return lastStream;
    }

    @Override
    protected boolean known(int stream) {
        return (stream & 1) == 1 && stream <= lastStream;
    }

    @Override
    protected void unknown(int id, DecodedHead block, boolean ends) throws BadFrame {
        if ((id & 1) == 0) {
            throw BadFrame.connection(
                    ErrorCode.PROTOCOL_ERROR, "a request on a stream of even number (RFC 9113 section 5.1.1)");
        }
        if (id <= lastStream) {
            throw BadFrame.connection(
                    ErrorCode.STREAM_CLOSED, "HEADERS on a stream that has ended (RFC 9113 section 5.1)");
        }
        if (gone) {
            return; // it was told that nobody looks at this stream
        }
        lastStream = id;
        if (server.pressure().tight() && streams() + working >= STREAMS_WHEN_TIGHT) {
            server.pressure().shed(Pressure.Step.STREAM); // not odd: it was told of a higher limit
            reset(id, ErrorCode.REFUSED_STREAM);
            return;
        }
        if (streams() + working >= limits.streamsMax() || !heads.take(block.bytesHeld())) {
            odd(Oddity.REFUSED);
            reset(id, ErrorCode.REFUSED_STREAM);
            return;
        }
        open(id, block, ends);
        if (++requests == settings.requestsMax()) {
            drain();
        }
    }

    private void open(int id, DecodedHead block, boolean ends) throws BadFrame {
        Http2ServerStream stream = new Http2ServerStream(this, id, block.bytesHeld());
        add(stream);
        if (idleDeadlineNanos != NEVER) {
            idleDeadlineNanos = NEVER;
            sinceNanos = loop.nanos();
        }
        server.events().stream(server.listener(), 1);
        oddities().explain(Oddity.PRIORITY, 2);
        oddities().explain(Oddity.CONTINUATION, 1);
        ServedExchange exchange = stream.start(loop.nanos());
        if (ends) {
            stream.arrivedWhole(Fields.EMPTY);
        }
        try {
            stream.begin(block.request(ends, hosts), block.protocol(), exchange);
        } catch (BadMessage e) {
            odd(Oddity.PROVOKED);
            stream.refuse(e);
        }
    }

    @Override
    protected void removed(Http2Stream stream) {
        server.events().stream(server.listener(), -1);
        Http2ServerStream served = (Http2ServerStream) stream;
        if (served.serving()) {
            working++;
        } else {
            heads.giveBack(served.headBytes);
        }
        rest();
    }

    /** A response was written whole: who takes most of what he asks for may take back some of it. */
    void answered() {
        if (++answered % ANSWERS_A_RESET == 0) {
            oddities().explain(Oddity.RESET, 1);
        }
    }

    /** A handler is through whose stream is no more. */
    void workEnded(Http2ServerStream stream) {
        working--;
        heads.giveBack(stream.headBytes);
        rest();
    }

    /** Nothing is under way, perhaps: the connection ends, or waits for so long. */
    private void rest() {
        if (streams() > 0 || working > 0 || over()) {
            return;
        }
        if (gone) {
            close(ErrorCode.NO_ERROR, "");
        } else {
            sinceNanos = loop.nanos();
            idleDeadlineNanos = sinceNanos + settings.idleTimeoutNanos();
            arm();
        }
    }

    // === priorities ===

    @Override
    protected void early(int id, String wish) {
        if (wishes.size() < limits.streamsMax()) {
            wishes.put(id, wish);
        }
    }

    /** What the client wishes of a stream: the last that it said, in a frame or in the {@code field}. */
    @Nullable
    String wish(int id, @Nullable String field) {
        String early = wishes.isEmpty() ? null : wishes.remove(id);
        return early != null ? early : field;
    }

    // === going away ===

    @Override
    protected void peerGoesAway(int lastStream, ErrorCode code) {
        // it opens no more streams, and those that there are go on
    }

    /** In two steps: what the client sends before it has heard of it is still served (RFC 9113 §6.8). */
    @Override
    public void drain() {
        loop.execute(this::goSoon);
    }

    private void goSoon() {
        if (!going && !over()) {
            going = true;
            writer().goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "");
            writer().ping(false, GOING);
            goingDeadlineNanos = loop.nanos() + GOING_NANOS;
            arm();
        }
    }

    @Override
    protected void ponged(long opaque) {
        if (opaque == GOING && going) {
            goAway();
        }
    }

    private void goAway() {
        goingDeadlineNanos = NEVER;
        if (!gone && !over()) {
            gone = true;
            writer().goAway(lastStream, ErrorCode.NO_ERROR, "");
            rest();
        }
    }

    @Override
    public void closeNow(Failure why) {
        loop.execute(() -> {
            if (!over()) {
                boolean calm = why.kind() == Failure.Kind.LIMIT;
                writer().goAway(lastStream, calm ? ErrorCode.ENHANCE_YOUR_CALM : ErrorCode.NO_ERROR, "");
                writer().flushAndTell();
            }
            drop(why);
        });
    }

    // === pressure ===

    @Override
    public Weight weight() {
        int busy = streams() + working;
        long held = (long) busy * Weight.REQUEST_BYTES + heads.bytes() + heldBytes();
        if (context() != null) { // it is, until this has taken the place of HTTP/1.1
            held += writer().queuedBytes() + Weight.pending(context().channel());
        }
        return new Weight(oddities().total(), held, busy == 0, sinceNanos);
    }

    // === time ===

    private void arm() {
        long first = Math.min(headDeadlineNanos, Math.min(idleDeadlineNanos, goingDeadlineNanos));
        if (first != NEVER) {
            loop.alarms().set(alarm, first);
        }
    }

    private void timeout() {
        if (over()) {
            return;
        }
        long now = loop.nanos();
        if (headDeadlineNanos != NEVER && headDeadlineNanos - now <= 0) {
            late = true;
            breach(BadFrame.connection(
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "a frame or the preface did not arrive in time (RFC 9113 section 10.5)"));
        } else if (idleDeadlineNanos != NEVER && idleDeadlineNanos - now <= 0) {
            close(ErrorCode.NO_ERROR, "idle");
        } else {
            if (goingDeadlineNanos != NEVER && goingDeadlineNanos - now <= 0) {
                goAway();
            }
            arm();
        }
    }
}
