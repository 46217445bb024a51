package io.telpher.httpnetty.loop.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.telpher.http.Body;
import io.telpher.http.EventStream;
import io.telpher.http.Fields;
import io.telpher.http.Method;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.MessageReader;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.ResponseHead;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;

/** Reads the responses of a {@link ClientConnection}: interim ones, a final one, its body. */
final class ResponseReader extends MessageReader {
    private final ClientConnection connection;
    private final ClientSettings settings;
    private final Alarm alarm;
    private Method method = Method.GET;
    private boolean stream;
    private long readNanos;

    ResponseReader(
            ClientConnection connection, Loop loop, ChannelHandlerContext ctx, ClientSettings settings, Alarm alarm) {
        super(loop, ctx, settings.head(), Reading.IDLE);
        this.connection = connection;
        this.settings = settings;
        this.alarm = alarm;
    }

    /** Expects the response to a request of {@code asked}. */
    void begin(Method asked) {
        method = asked;
        stream = false;
        expect(Reading.HEAD);
    }

    void received(ByteBuf in, long now) {
        readNanos = now;
        add(in);
        process();
    }

    // === heads ===

    @Override
    protected boolean beginHead() {
        return true;
    }

    @Override
    protected int leading(ByteBuf in) {
        return 0;
    }

    @Override
    protected void partOfHead(byte[] scratch) throws BadMessage {
        ResponseHead.check(scratch, 0, scanner);
    }

    @Override
    protected void head(byte[] scratch, int length) throws BadMessage {
        connection.take(ResponseHead.read(scratch, 0, length, scanner, method));
    }

    // === bodies ===

    /** Expects what the head announces. */
    Body expectBody(ResponseHead head) {
        stream = eventStream(head);
        long length = head.length();
        if (length == 0) {
            return Body.empty();
        }
        LoopBody body = new LoopBody(loop, this, length > 0 ? length : Body.UNKNOWN);
        expect(framing(length), body, length);
        return body;
    }

    private static Reading framing(long length) {
        if (length > 0) {
            return Reading.LENGTH;
        }
        return length == ResponseHead.CHUNKED ? Reading.CHUNKS : Reading.UNTIL_CLOSE;
    }

    /** Events come when they come: no time-out, and no place in the pool is taken for as long. */
    static boolean eventStream(ResponseHead head) {
        return head.length() < 0 && EventStream.is(head.fields());
    }

    /** True if the response is a stream of events. */
    boolean stream() {
        return stream;
    }

    @Override
    protected void bodyComes() {
        watch();
    }

    /** Sets the alarm for when the next piece of the response must have come. */
    void watch() {
        watchFrom(readNanos);
    }

    private void watchFrom(long now) {
        if (stream) {
            loop.alarms().clear(alarm);
        } else {
            loop.alarms().set(alarm, now + settings.readTimeoutNanos());
        }
    }

    @Override
    protected void content(int count) {
        // only a server's connection counts
    }

    @Override
    protected void bodyRead(LoopBody whole, Fields trailers) {
        forgetBody();
        connection.responseRead();
        whole.end(trailers);
        connection.ifDone();
    }

    @Override
    protected void bad(BadMessage bad) {
        connection.breach(bad.detail());
    }

    // === flow ===

    /** True if something is unread because its receiver is slow. */
    boolean waits() {
        LoopBody body = body();
        return hasUnread() && body != null && body.paused();
    }

    @Override
    protected void processed() {
        connection.processed();
        flowIfOpen();
    }

    @Override
    protected boolean full() {
        return false; // what is unread is less than one read, unless its receiver is slow
    }

    private void flowIfOpen() {
        if (!connection.over()) {
            flow();
        }
    }

    @Override
    public void demanded() {
        watchFrom(loop.nanos());
    }

    @Override
    public void flowing(boolean wanted) {
        if (wanted) {
            readNanos = loop.nanos();
            watch();
            process();
        } else {
            loop.alarms().clear(alarm);
            flowIfOpen();
        }
    }

    /** Nobody takes the rest of the response: the connection is worth less than reading it. */
    @Override
    public void abandoned() {
        connection.unwanted();
    }
}
