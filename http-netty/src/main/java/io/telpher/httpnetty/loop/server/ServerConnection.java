package io.telpher.httpnetty.loop.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Problem;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.LoopExchange;
import io.telpher.httpnetty.loop.LoopTunnel;
import io.telpher.httpnetty.loop.MessageReader.Reading;
import io.telpher.httpnetty.loop.Outbox;
import io.telpher.httpnetty.loop.Reset;
import io.telpher.httpnetty.loop.SocketEnd;
import io.telpher.httpnetty.loop.Weight;
import io.telpher.httpnetty.loop.WriteWatch;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.1 connection: reads requests one after the other, has each answered by a virtual thread, and writes
 * the answers.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements Accepted, Worker.Customer {
    private final Loop loop;
    private final ServerContext context;
    private final ServerSettings settings;
    private final Alarm alarm = new Alarm() {
        @Override
        protected void ring() {
            timeout();
        }
    };

    private ChannelHandlerContext ctx;
    private RequestReader reader;
    private ResponseWriter writer;
    private Worker worker;
    private WriteWatch watch;
    private Outbox out;
    private HalfClose halfClose;
    private boolean gone;
    private boolean closing;
    private boolean draining;
    private boolean shaking;
    private boolean refused;
    private int requests;
    private @Nullable ServedExchange exchange; // the request that is being served

    /** @param tls true if a handshake comes first, of which {@link #chosen} tells */
    @SuppressWarnings("NullAway.Init") // ctx and the others come with handlerAdded, before anything else
    ServerConnection(Loop loop, ServerContext context, boolean tls) {
        this.loop = loop;
        this.context = context;
        this.shaking = tls;
        this.settings = context.settings();
    }

    // === the connection ===

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        out = new Outbox(loop, added);
        watch = new WriteWatch(loop, alarm, added.channel(), settings.writeTimeoutNanos());
        reader = new RequestReader(this, loop, added, context, alarm);
        writer = new ResponseWriter(this, loop, context, added, out, watch, reader);
        worker = new Worker(this, loop, context);
        halfClose = new HalfClose(loop, added.channel(), alarm, settings);
        context.add(this);
        loop.alarms().set(alarm, loop.nanos() + settings.idleTimeoutNanos());
    }

    /** Another protocol is spoken: {@code other} takes this connection's place before a byte of it was read. */
    void giveWayTo(Http2ServerConnection other) {
        gone = true;
        loop.alarms().clear(alarm);
        context.replace(this, other);
        ctx.pipeline().replace(this, null, other);
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        leave(HalfClose.left());
    }

    /** The client sends nothing more: an answer to what it sent before still has a taker, if it is not too long ago. */
    @Override
    public void userEventTriggered(ChannelHandlerContext unused, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !gone) {
            halfClose.begin(exchange);
            if (exchange != null && !reader.justRead()) {
                dropped(HalfClose.left());
            } else if (exchange != null && !reader.hasUnread()) {
                writer.close();
            }
            readUp();
        }
    }

    /** All that came has been read. */
    void readUp() {
        if (halfClose.begun() && exchange == null && !gone) {
            close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof OutOfMemoryError)) {
            worker.bug(cause);
        }
        String how = "the client's connection broke: " + cause.getMessage();
        dropped(Weight.why(cause, Failure.downstream(Failure.Kind.RESET, how)));
    }

    /** HTTP/1.1 is spoken. If the connection was to go and is only through its handshake, one request is waited for. */
    void chosen() {
        if (!shaking) {
            halfClose.allow();
        } else if (draining) {
            loop.alarms().set(alarm, loop.nanos() + HalfClose.LINGER_NANOS);
        }
        shaking = false;
    }

    /** The connection is no more: whatever is under way ends. */
    private void leave(Failure why) {
        if (gone) {
            return;
        }
        gone = true;
        reader.expect(Reading.NOTHING);
        loop.alarms().clear(alarm);
        context.remove(this);
        reader.releaseUnread();
        LoopBody arriving = reader.body();
        if (arriving != null) {
            arriving.cut(why);
        }
        writer.abandon();
        worker.close();
        ServedExchange current = exchange;
        if (current != null) {
            current.finish(Outcome.failed(why));
        }
        out.release();
    }

    @Override
    public void drain() {
        loop.execute(() -> {
            draining = true;
            // Broken off in its handshake, a client takes it that we speak no HTTP/2, and may never ask again.
            boolean begins = shaking && context.draining();
            if (exchange == null && !reader.hasUnread() && !begins) {
                close();
            }
        });
    }

    private void close() {
        if (!closing) {
            closing = true;
            reader.expect(Reading.NOTHING);
            out.flushAndTell().addListener(ChannelFutureListener.CLOSE);
            loop.alarms().set(alarm, loop.nanos() + settings.writeTimeoutNanos());
        }
    }

    @Override
    public void dropped(Failure why) {
        leave(why);
        ctx.channel().close(); // that of the channel: this may be a tunnel's, and no part of the pipeline any more
    }

    @Override
    public void closeNow(Failure why) {
        loop.execute(() -> dropped(why));
    }

    @Override
    public Weight weight() {
        return reader.weight(exchange != null, writer.heldBytes());
    }

    // === reading ===

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        reader.received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        reader.flush();
        if (out.dirty() && !closing) {
            out.flush();
        }
    }

    /** The request's body is whole. */
    void requestRead() {
        if (exchange == null) { // it was answered before
            next();
        } else if (!writer.responding()) {
            loop.alarms().clear(alarm);
        }
    }

    /** The client waits to be told to send its body. */
    void sendContinue() {
        writer.sendContinue();
    }

    /** True once nothing more is to be written. */
    boolean over() {
        return gone || closing;
    }

    @Override
    public @Nullable ServedExchange exchange() {
        return exchange;
    }

    // === serving ===

    /** Serves the request whose head is {@code head} and began to arrive at {@code started}. */
    void begin(RequestHead head, long started) {
        context.events().began(context.listener());
        requests++;
        boolean last = settings.requestsMax() > 0 && requests >= settings.requestsMax();
        writer.begin(head.method(), head.version(), head.keepAlive() && !draining && !last && context.keeps());
        ServedExchange current = new ServedExchange(reader.peer(), started, loop, context.events());
        exchange = current;
        if (head.version() == HttpVersion.HTTP_1_1) {
            current.interimTo(response -> loop.execute(() -> writer.interim(current, response)));
        }
        HttpRequest request = reader.request(head, current);
        current.request(request);
        if (reader.reading() != Reading.HEAD) {
            reader.watch();
        } // else what is set may ring: without a body to wait for it means nothing
        worker.serve(current, request);
    }

    @Override
    public void answered(ServedExchange asked, HttpResponse answer) {
        if (exchange == asked) {
            respond(answer);
        } else {
            answer.body().discard();
        }
    }

    @Override
    public void late(ServedExchange asked, HttpResponse answer) {
        if (exchange != asked) {
            return;
        }
        if (writer.responding()) {
            breakOff(LoopExchange.tooLate());
        } else {
            respond(answer);
        }
    }

    /** What breaks the rules is answered and ends the connection. */
    void refuse(BadMessage bad, Failure failure) {
        refused = true;
        writer.close();
        ServedExchange current = exchange;
        if (current == null) {
            current = reader.exchange();
            exchange = current;
            writer.begin(Method.GET, HttpVersion.HTTP_1_1, false);
        }
        current.failure(failure);
        if (!writer.responding()) {
            Thread serving = worker.finish();
            respond(Problem.of(bad.status(), bad.detail()));
            if (serving != null) {
                serving.interrupt();
            }
        }
    }

    // === answering ===

    private void respond(HttpResponse response) {
        ServedExchange current = exchange;
        if (over() || writer.responding() || current == null) {
            response.body().discard();
        } else if (response.status() == 101) {
            upgrade(current, response);
        } else {
            if (draining || reader.owesContinue() || reader.tooMuchToDrain()) {
                writer.close(); // also where the rest of the request is not read, so that no other can follow it
            }
            current.status = response.status();
            writer.respond(response, requests);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        writer.writabilityChanged();
    }

    /** The content of the response will never be complete. */
    void breakOff(Failure why) {
        ServedExchange current = exchange;
        if (gone || current == null) {
            return;
        }
        // the head has gone, so all that can be said is to break off: never an end that looks like one
        current.failure(why);
        current.finish(Outcome.failed(why));
        out.flush();
        reader.expect(Reading.NOTHING);
        Reset.of(ctx);
    }

    /** The response was written to its end. */
    void responseEnded() {
        ServedExchange current = exchange;
        if (current == null) {
            return;
        }
        writer.finish();
        worker.finish();
        exchange = null;
        ChannelFuture sent = out.flushAndTell();
        sent.addListener(current);
        LoopBody arriving = reader.body();
        boolean arrives = arriving != null && !arriving.over();
        if (!writer.keepAlive()) {
            closing = true;
            reader.expect(Reading.NOTHING);
            refused |= reader.hasUnread();
            reader.releaseUnread();
            sent.addListener(_ -> lingeringClose());
            loop.alarms().set(alarm, loop.nanos() + settings.writeTimeoutNanos());
        }
        if (arriving != null) {
            arriving.abandon(); // also when all of it came: what nobody read is kept there
        }
        if (!closing && arrives) {
            reader.watch();
        } else if (reader.reading() == Reading.HEAD) {
            next();
        }
    }

    /** The answer is out. */
    private void lingeringClose() {
        if (!gone) {
            LoopBody arriving = reader.body();
            halfClose.close(refused || (arriving != null && !arriving.ended()));
        }
    }

    /** Ready for another request. */
    private void next() {
        reader.rest();
        if (draining || (halfClose.begun() && !reader.hasUnread())) {
            close();
            return;
        }
        if (ctx.channel().isWritable()) {
            loop.alarms().set(alarm, loop.nanos() + settings.idleTimeoutNanos());
        } else {
            watch.begin();
        }
        if (reader.hasUnread()) {
            reader.process();
        }
    }

    private void upgrade(ServedExchange current, HttpResponse response) {
        if (!(response.body() instanceof LoopTunnel tunnel)) {
            response.body().discard();
            respond(worker.bug(new IllegalStateException("a 101 needs the tunnel that came with it")));
            return;
        }
        current.status = response.status();
        writer.switched(response);
        loop.alarms().clear(alarm);
        context.tunnel(this, ctx.channel());
        gone = true; // as an HTTP connection; the tunnel has it now
        tunnel.open(SocketEnd.inPlaceOf(ctx, loop, reader.takeUnread(), current, current::finish));
    }

    private void timeout() {
        if (gone) {
            return;
        }
        if (closing) {
            ctx.close();
        } else if (exchange != null && halfClose.begun() && !writer.waits()) {
            halfClose.timeout(this, exchange);
        } else if (writer.responding()) {
            writer.timeout();
        } else if (exchange != null) {
            reader.bodyTimeout();
        } else if (reader.headNanos() != 0) {
            reader.bad(new BadMessage(408, "the head did not arrive in time (RFC 9110 section 15.5.9)"));
        } else if (ctx.channel().isWritable() || watch.stalled()) {
            close();
        } else {
            watch.begin();
        }
    }
}
