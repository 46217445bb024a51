package io.telpher.httpnetty.loop.client;

import io.netty.channel.ChannelHandlerContext;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.loop.ContentWriter;
import io.telpher.httpnetty.loop.HeadWriter;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.OurFields;
import io.telpher.httpnetty.loop.Outbox;
import io.telpher.httpnetty.loop.WriteWatch;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;

/** Writes the requests of a {@link ClientConnection}: head, leave to send the body, body. Confined to its loop. */
final class RequestWriter extends ContentWriter {
    private static final byte[] SPACE = HeadWriter.encoded(" ");
    private static final byte[] QUESTION = HeadWriter.encoded("?");
    private static final byte[] REQUEST_END = HeadWriter.encoded(" HTTP/1.1\r\nhost: ");
    private static final byte[] TE = HeadWriter.encoded("connection: te\r\n");
    private static final long CONTINUE_WAIT_NANOS = 1_000_000_000L;

    private final ClientConnection connection;
    private final ClientSettings settings;
    private final Alarm alarm;
    private final HeadWriter head;
    private boolean done;
    private boolean awaitsContinue;

    RequestWriter(
            ClientConnection connection,
            Loop loop,
            ClientSettings settings,
            Alarm alarm,
            ChannelHandlerContext ctx,
            Outbox out) {
        super(loop, ctx, out, new WriteWatch(loop, alarm, ctx.channel(), settings.writeTimeoutNanos()));
        this.connection = connection;
        this.settings = settings;
        this.alarm = alarm;
        this.head = new HeadWriter(loop, out);
    }

    // === state ===

    /** True if all of the request was written. */
    boolean done() {
        return done;
    }

    /** True while the body waits for a 100 from the endpoint, or for patience to end. */
    boolean awaitsContinue() {
        return awaitsContinue;
    }

    /** The final response is there: the body waits for nothing any more. */
    void answered() {
        awaitsContinue = false;
    }

    /** Calls the request done although the rest of its body was never sent. */
    void cutShort() {
        LoopBody leaving = takeBody();
        done = true;
        if (leaving != null) {
            leaving.abandon();
        }
    }

    // === heads ===

    void send(HttpRequest request) {
        done = false;
        Body content = request.body();
        head(request, content);
        long now = loop.nanos();
        request.exchange().sent(now);
        if (content.isEmpty()) {
            done = true;
            loop.alarms().set(alarm, now + settings.readTimeoutNanos());
        } else if (request.fields().contains(FieldName.EXPECT)) {
            awaitsContinue = true;
            loop.alarms().set(alarm, now + CONTINUE_WAIT_NANOS);
        } else {
            send(content);
        }
        out.flush();
    }

    private void head(HttpRequest request, Body content) {
        head.text(request.method().name())
                .bytes(SPACE)
                .text(request.path().isEmpty() ? request.authority() : request.path());
        String query = request.query();
        if (query != null) {
            head.bytes(QUESTION).text(query);
        }
        head.bytes(REQUEST_END).text(request.authority()).line();
        Fields fields = request.fields().without(OurFields.OF_REQUEST);
        head.fields(fields);
        framing(content.length(), request.method());
        if (fields.contains(FieldName.UPGRADE)) {
            head.upgrade();
        } else if (fields.contains(FieldName.TE)) {
            head.bytes(TE);
        }
        head.line().done();
    }

    private void framing(long length, Method method) {
        chunked = length < 0;
        if (chunked) {
            head.chunked();
        } else if (length > 0 || expectsBody(method)) {
            head.contentLength(length);
        }
    }

    /** A method that means something for a body says so even when it is empty (RFC 9110 §8.6). */
    static boolean expectsBody(Method method) {
        return method.equals(Method.POST) || method.equals(Method.PUT) || method.equals(Method.PATCH);
    }

    // === bodies ===

    /** Sends the body of {@code request} if it was held back. */
    void continueBody(HttpRequest request) {
        if (awaitsContinue) {
            awaitsContinue = false;
            send(request.body());
            out.flush();
        }
    }

    @Override
    protected boolean over() {
        return connection.gone();
    }

    @Override
    protected boolean goes(int bytes) {
        if (done) {
            return false;
        }
        watchReading();
        return true;
    }

    @Override
    protected void written() {
        out.flush();
        done = true;
        takeBody();
        watchReading();
        connection.ifDone();
    }

    /** The request's body will never be complete, so neither will the request. */
    @Override
    public void failed(Failure why) {
        connection.drop(why);
    }

    // === time ===

    private void watchReading() {
        loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
    }

    /** The alarm rang while the request was being sent. @return false if the endpoint took nothing for too long */
    boolean patient() {
        if (ctx.channel().isWritable()) {
            watchReading(); // it is the client that we wait for
            return true;
        }
        if (watch.stalled()) {
            return false;
        }
        watch.begin();
        return true;
    }
}
