package io.telpher.httpnetty.loop.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.LoopTunnel;
import io.telpher.httpnetty.loop.MessageReader.Reading;
import io.telpher.httpnetty.loop.Outbox;
import io.telpher.httpnetty.loop.Reset;
import io.telpher.httpnetty.loop.SocketEnd;
import io.telpher.httpnetty.loop.Weight;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.ResponseHead;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import org.jspecify.annotations.Nullable;

/** A connection to an endpoint: sends one request at a time and reads its response, then goes back to its pool. */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientCall.Carrier {
    private static final int INTERIM_MAX = 100;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final LoopPool pool;
    final ProxyHeader named; // as whom it began, where connections name clients
    private final Loop loop;
    private final ClientSettings settings;
    private final Alarm alarm = new Alarm() {
        @Override
        protected void ring() {
            timeout();
        }
    };

    private ChannelHandlerContext ctx;
    private Outbox out;
    private RequestWriter writer;
    private ResponseReader reader;
    private boolean gone;
    private boolean ended;
    private boolean counted = true;
    private long keepNanos;
    private long restsSinceNanos;
    private @Nullable ClientCall call; // that is under way, and so is what follows
    private boolean reused;
    private boolean heard;
    private int interims;
    private @Nullable Ending ending;
    private boolean keepAlive;

    @SuppressWarnings("NullAway.Init") // ctx and the others come with handlerAdded, before anything else
    ClientConnection(LoopPool pool, ProxyHeader named) {
        this.pool = pool;
        this.named = named;
        this.loop = pool.loop();
        this.settings = pool.settings();
        this.keepNanos = settings.pool().idleTimeoutNanos();
    }

    // === the connection ===

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        out = new Outbox(loop, added);
        writer = new RequestWriter(this, loop, settings, alarm, added, out);
        reader = new ResponseReader(this, loop, added, settings, alarm);
        pool.context().events().opened();
    }

    /** Waits in the pool. */
    void rest(boolean surplus) {
        long patience = surplus ? Math.min(LoopPool.SURPLUS_NANOS, keepNanos) : keepNanos;
        restsSinceNanos = loop.nanos();
        loop.alarms().set(alarm, restsSinceNanos + patience);
    }

    /** Since when it waits in the pool. */
    long restsSinceNanos() {
        return restsSinceNanos;
    }

    void close() {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        ended = true;
        if (!reader.waits()) {
            leaveAtEnd();
        } // else its receiver is slow: what has come is still to be read
    }

    private void leaveAtEnd() {
        LoopBody body = reader.body();
        if (reader.reading() == Reading.UNTIL_CLOSE && body != null) {
            keepAlive = false;
            reader.bodyRead(body, Fields.EMPTY);
        }
        leave(broken("closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        drop(Weight.why(cause, broken("broke the connection: " + cause.getMessage())));
    }

    private Failure broken(String how) {
        String who = pool.context().endpoint() + " ";
        if (call != null && call.isDone()) {
            return Failure.upstream(Failure.Kind.INCOMPLETE, false, who + how + " before the response was complete");
        }
        if (reused && !heard) {
            return Failure.upstream(Failure.Kind.STALE, false, who + how + ", which had served before");
        }
        return Failure.upstream(Failure.Kind.RESET, false, who + how + " before it answered");
    }

    /** True if this is no HTTP connection any more. */
    boolean gone() {
        return gone;
    }

    /** Breaks off; whatever is under way ends because of {@code why}. */
    void drop(Failure why) {
        leave(why);
        Reset.of(ctx);
    }

    private void leave(Failure why) {
        if (gone) {
            return;
        }
        gone = true;
        reader.expect(Reading.NOTHING);
        loop.alarms().clear(alarm);
        pool.lost(this);
        pool.context().events().closed();
        uncount();
        reader.releaseUnread();
        out.release();
        failCall(why);
    }

    private void failCall(Failure why) {
        ClientCall current = call;
        call = null;
        LoopBody arriving = reader.body();
        reader.forgetBody();
        LoopBody leaving = writer.takeBody();
        if (current != null) {
            current.ended();
            current.fail(why); // unless it has its response
        }
        if (arriving != null) {
            arriving.fail(why);
        }
        if (leaving != null) {
            leaving.abandon();
        }
        Ending end = ending;
        ending = null;
        if (end != null) {
            end.complete(Outcome.failed(why));
        }
    }

    /** Leaves the count of the upstream's connections: closed, or one of those that last. */
    private void uncount() {
        if (counted) {
            counted = false;
            pool.context().limits().closed();
        }
    }

    // === sending ===

    void send(ClientCall next, boolean fromPool) {
        call = next;
        reused = fromPool;
        heard = false;
        interims = 0;
        HttpRequest request = next.request();
        reader.begin(request.method());
        keepAlive = true;
        if (fromPool) {
            pool.context().events().reused();
        }
        writer.send(request);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        writer.writabilityChanged();
    }

    // === reading ===

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (reader.reading() == Reading.NOTHING) {
            in.release();
            return;
        }
        if (reader.reading() == Reading.IDLE) {
            in.release();
            breach("what nobody asked for");
            return;
        }
        long now = loop.nanos();
        if (!heard) {
            heard = true;
            ClientCall current = call;
            if (current != null) {
                current.request().exchange().firstByte(now);
            }
        }
        reader.received(in, now);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        reader.flush();
    }

    /** The endpoint sent what breaks the rules. */
    void breach(String what) {
        drop(Failure.upstream(Failure.Kind.PROTOCOL, false, pool.context().endpoint() + " sent " + what));
    }

    /** What could be read was read: if the endpoint has closed, this was all. */
    void processed() {
        if (ended && !gone && !reader.waits()) {
            leaveAtEnd();
        }
    }

    /** True if no more can come. */
    boolean over() {
        return gone || ended;
    }

    /** Takes the head of a response. */
    void take(ResponseHead head) throws BadMessage {
        ClientCall current = call;
        if (current == null) {
            throw new BadMessage(502, "a response that nobody waits for (RFC 9112 section 9.3)");
        }
        if (head.status() == 101) {
            switched(current, head);
        } else if (head.status() < 200) {
            interim(current, head);
        } else {
            answered(current, head);
        }
    }

    private void interim(ClientCall current, ResponseHead head) throws BadMessage {
        if (++interims > INTERIM_MAX) {
            throw new BadMessage(502, "more than " + INTERIM_MAX + " interim responses (RFC 9110 section 15.2)");
        }
        current.request().early(HttpResponse.of(head.status(), head.fields(), Body.empty()));
        if (head.status() == 100) {
            writer.continueBody(current.request());
        }
    }

    private void switched(ClientCall current, ResponseHead head) throws BadMessage {
        if (!current.request().fields().contains(FieldName.UPGRADE)) {
            throw new BadMessage(502, "101 to a request that asked for no upgrade (RFC 9110 section 15.2.2)");
        }
        loop.alarms().clear(alarm);
        reader.expect(Reading.NOTHING);
        gone = true; // as an HTTP connection; the tunnel has it now
        uncount();
        ByteBuf early = reader.takeUnread();
        Ending end = new Ending();
        SocketEnd origin = SocketEnd.inPlaceOf(ctx, loop, early, null, outcome -> {
            pool.context().events().closed();
            end.complete(outcome);
        });
        LoopTunnel made = new LoopTunnel(loop, origin);
        call = null;
        current.ended();
        HttpResponse response = new HttpResponse(101, head.fields(), made, end);
        if (!current.complete(response)) {
            made.discard();
        }
    }

    private void answered(ClientCall current, ResponseHead head) {
        writer.answered();
        keepAlive = head.keepAlive();
        if (head.keepAliveSeconds() >= 0) {
            long promised = head.keepAliveSeconds() * SECOND_NANOS;
            keepNanos = Math.min(settings.pool().idleTimeoutNanos(), Math.max(0, promised - SECOND_NANOS));
            keepAlive &= keepNanos > 0;
        }
        Ending end = new Ending();
        ending = end;
        Body body = reader.expectBody(head);
        if (reader.stream()) {
            uncount();
        }
        HttpResponse response = new HttpResponse(head.status(), head.fields(), body, end);
        reader.watch();
        if (head.length() == 0) {
            responseRead();
        }
        boolean wanted = current.complete(response);
        if (head.length() == 0) {
            ifDone();
        } else if (!wanted) {
            body.discard();
        }
    }

    /** The response is whole: nothing more may come before the next request. */
    void responseRead() {
        reader.expect(writer.done() ? Reading.IDLE : Reading.NOTHING);
    }

    /** Both sides are through: the exchange ends and the connection is free. */
    void ifDone() {
        ClientCall current = call;
        if (current == null || !current.isDone() || reader.body() != null) {
            return;
        }
        if (!writer.done()) {
            keepAlive = false; // answered before the request was whole: nothing may follow on this connection
            writer.cutShort();
        }
        call = null;
        current.ended();
        Ending end = ending;
        ending = null;
        if (end != null) {
            end.complete(Outcome.DONE);
        }
        served();
    }

    /** Free for another call, or done with. */
    void served() {
        if (gone) {
            return;
        }
        if ((!keepAlive && heard) || !counted || reader.unreadBytes() > 0) {
            drop(Failure.upstream(Failure.Kind.CANCELLED, false, "done"));
            return;
        }
        reader.expect(Reading.IDLE);
        pool.give(this);
    }

    /** Nobody waits for the response. */
    void unwanted() {
        drop(Failure.downstream(Failure.Kind.CANCELLED, "nobody waits for the response"));
    }

    @Override
    public void cancel(ClientCall unwanted, Failure why) {
        if (call == unwanted && !gone) {
            drop(why);
        }
    }

    // === time ===

    private void timeout() {
        if (gone) {
            return;
        }
        ClientCall current = call;
        if (reader.reading() == Reading.IDLE && current == null) {
            drop(Failure.upstream(Failure.Kind.CANCELLED, false, "idle"));
        } else if (writer.awaitsContinue()) {
            loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
            if (current != null) {
                writer.continueBody(current.request());
            }
        } else if (writer.done()) {
            late(Failure.Kind.READ_TIMEOUT, " sent nothing for " + settings.readTimeoutNanos() / SECOND_NANOS + " s");
        } else if (!writer.patient()) {
            late(Failure.Kind.WRITE_TIMEOUT, " took nothing for too long");
        }
    }

    private void late(Failure.Kind kind, String what) {
        drop(Failure.upstream(kind, false, pool.context().endpoint() + what));
    }
}
