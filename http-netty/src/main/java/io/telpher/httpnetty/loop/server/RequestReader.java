package io.telpher.httpnetty.loop.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Peer;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.MessageReader;
import io.telpher.httpnetty.loop.Weight;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import org.jspecify.annotations.Nullable;

/** Reads the requests of a {@link ServerConnection}, one after the other; pipelined ones wait their turn unread. */
final class RequestReader extends MessageReader {
    private static final int UNREAD_BYTES_MAX = 64 * 1024;

    private final ServerConnection connection;
    private final ServerContext context;
    private final ServerSettings settings;
    private final Channel channel;
    private final Alarm alarm;
    private final RequestHead.HostMemo hosts = new RequestHead.HostMemo();
    private @Nullable Peer peer;
    private long headNanos;
    private long sinceNanos; // it is idle, or has been at its request
    private boolean headBegins;
    private boolean owesContinue;

    RequestReader(
            ServerConnection connection, Loop loop, ChannelHandlerContext ctx, ServerContext context, Alarm alarm) {
        super(loop, ctx, context.settings().head(), Reading.HEAD);
        this.connection = connection;
        this.context = context;
        this.settings = context.settings();
        this.channel = ctx.channel();
        this.alarm = alarm;
        this.sinceNanos = loop.nanos();
    }

    void received(ByteBuf in) {
        if (reading() == Reading.NOTHING) {
            in.release();
            return;
        }
        if (hasUnread()) {
            boolean line = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n') >= 0;
            add(in);
            if (reading() == Reading.HEAD
                    && !connection.serving()
                    && !line
                    && unreadBytes() < settings.head().bytes()) {
                return; // a head that drips in is looked at once a line, not once a byte
            }
        } else {
            add(in);
        }
        process();
    }

    /** Another request may come. */
    void rest() {
        forgetBody();
        sinceNanos = loop.nanos();
    }

    /** What the connection weighs. Any thread. */
    Weight weight(boolean serving, int leavingBytes) {
        boolean idle = !serving && headNanos == 0;
        long held = (long) heldBytes() + leavingBytes + Weight.pending(channel);
        return new Weight(0, idle ? held : held + Weight.REQUEST_BYTES, idle, sinceNanos);
    }

    // === heads ===

    @Override
    protected boolean beginHead() {
        if (connection.serving()) {
            return false;
        }
        headBegins = headNanos == 0;
        if (headBegins) {
            headNanos = loop.nanos();
        }
        return true;
    }

    /** One empty line before a request is forgiven (RFC 9112 §2.2). */
    @Override
    protected int leading(ByteBuf in) {
        int at = in.readerIndex();
        return in.readableBytes() >= 2 && in.getByte(at) == '\r' && in.getByte(at + 1) == '\n' ? 2 : 0;
    }

    @Override
    protected void partOfHead(byte[] scratch) throws BadMessage {
        RequestHead.check(scratch, 0, scanner);
        if (headBegins) {
            loop.alarms().set(alarm, headNanos + settings.headTimeoutNanos());
        }
    }

    @Override
    protected void head(byte[] scratch, int length) throws BadMessage {
        RequestHead head = RequestHead.read(scratch, 0, length, scanner, hosts);
        long started = headNanos;
        headNanos = 0;
        sinceNanos = started;
        connection.begin(head, started);
    }

    /** When the head that is arriving began, in loop nanoseconds; 0 if none is. */
    long headNanos() {
        return headNanos;
    }

    /** The request that {@code head} begins; its body is expected from now on. */
    HttpRequest request(RequestHead head, ServedExchange exchange) {
        return new HttpRequest(
                head.method(),
                exchange.peer().scheme(),
                head.authority(),
                head.target().path(),
                head.target().query(),
                head.version(),
                head.fields(),
                expectBody(head),
                exchange);
    }

    /** Who sends the requests. */
    Peer peer() {
        Peer known = peer;
        if (known == null) {
            known = context.peer(channel); // not earlier: only now is TLS agreed on
            peer = known;
        }
        return known;
    }

    // === bodies ===

    /** Expects what the head announces. */
    private Body expectBody(RequestHead head) {
        owesContinue = head.expectContinue();
        if (head.upgrade() || head.length() == 0) {
            forgetBody();
            expect(Reading.HEAD);
            return Body.empty();
        }
        long length = head.length();
        LoopBody body = new LoopBody(loop, this, length < 0 ? Body.UNKNOWN : length);
        expect(length < 0 ? Reading.CHUNKS : Reading.LENGTH, body, length);
        return body;
    }

    /** True if a body is arriving and so much of it is to come that it is not worth reading to no end. */
    boolean tooMuchToDrain() {
        LoopBody body = body();
        return body != null && !body.over() && (body.length() < 0 || remaining() > settings.drainBytesMax());
    }

    /** True if the client waits for leave to send its body. */
    boolean owesContinue() {
        return owesContinue;
    }

    /** Takes note that the leave is given. @return false if nobody waits for it */
    boolean payContinue() {
        boolean owed = owesContinue;
        owesContinue = false;
        return owed;
    }

    @Override
    protected void bodyComes() {
        // a client that sends nothing but framing gets no more time for it
    }

    @Override
    protected void content(int count) {
        ServedExchange current = connection.exchange();
        if (current != null) {
            current.countReceived(count);
        }
        watch();
    }

    /** Sets the alarm for when the next piece of body must have come. */
    void watch() {
        loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
    }

    /** The alarm rang while a request was being served. */
    void bodyTimeout() {
        LoopBody arriving = body();
        if (arriving == null || arriving.over()) {
            return;
        }
        if (arriving.paused()) {
            watch();
            return;
        }
        connection.refuse(new BadMessage(408, "the request's body did not arrive in time (RFC 9110 section 15.5.9)"));
    }

    @Override
    protected void bodyRead(LoopBody whole, Fields trailers) {
        expect(Reading.HEAD);
        whole.end(trailers);
        connection.requestRead();
    }

    @Override
    protected void bad(BadMessage bad) {
        connection.refuse(bad);
    }

    // === flow ===

    @Override
    protected void processed() {
        flow();
    }

    @Override
    protected boolean full() {
        return unreadBytes() >= UNREAD_BYTES_MAX && (connection.serving() || reading() != Reading.HEAD);
    }

    @Override
    public void demanded() {
        if (payContinue()) {
            connection.sendContinue();
        }
        watch();
    }

    @Override
    public void flowing(boolean wanted) {
        if (wanted) {
            process();
        } else {
            flow();
        }
    }

    @Override
    public void abandoned() {
        flowing(true);
    }
}
