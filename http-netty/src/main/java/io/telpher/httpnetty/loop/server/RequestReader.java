package io.telpher.httpnetty.loop.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.telpher.core.Failure;
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
    private static final int LATE = 408;
    private static final int UNREAD_BYTES_MAX = 64 * 1024;
    private static final long JUST_NANOS = 1_000_000_000L;

    private final ServerConnection connection;
    private final ServerContext context;
    private final ServerSettings settings;
    private final Channel channel;
    private final Alarm alarm;
    private final RequestHead.HostMemo hosts = new RequestHead.HostMemo();
    private @Nullable Peer peer;
    private long headNanos;
    private long sinceNanos; // it is idle, or has been at its request
    private long wholeNanos; // the last request was, or more came behind it
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
            wholeNanos = loop.nanos();
            if (reading() == Reading.HEAD
                    && connection.exchange() == null
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
        if (connection.exchange() != null) {
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
        wholeNanos = headBegins ? started : loop.nanos();
        connection.begin(head, started);
    }

    /** An exchange without a request: what there is of a head cannot be read, or nothing has come. */
    ServedExchange exchange() {
        return new ServedExchange(peer(), headNanos == 0 ? loop.nanos() : headNanos, loop, context.events());
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

    /** True if a whole request came, and that a moment ago. */
    boolean justRead() {
        return reading() == Reading.HEAD && loop.nanos() - wholeNanos <= JUST_NANOS;
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
        bad(new BadMessage(408, "the request's body did not arrive in time (RFC 9110 section 15.5.9)"));
    }

    @Override
    protected void bodyRead(LoopBody whole, Fields trailers) {
        expect(Reading.HEAD);
        wholeNanos = loop.nanos();
        whole.end(trailers);
        connection.requestRead();
    }

    /** Nothing more is read: after what breaks the rules, nobody knows where a message begins. */
    @Override
    protected void bad(BadMessage bad) {
        expect(Reading.NOTHING);
        releaseUnread();
        Failure.Kind kind = bad.status() == LATE ? Failure.Kind.READ_TIMEOUT : Failure.Kind.PROTOCOL;
        Failure failure = Failure.downstream(kind, bad.detail());
        connection.refuse(bad, failure);
        LoopBody arriving = body();
        if (arriving != null) {
            arriving.fail(failure); // last: who reads it goes on at once, and must find the answer given
        }
    }

    // === flow ===

    @Override
    protected void processed() {
        flow();
        connection.readUp();
    }

    @Override
    protected boolean full() {
        return unreadBytes() >= UNREAD_BYTES_MAX && (connection.exchange() != null || reading() != Reading.HEAD);
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
