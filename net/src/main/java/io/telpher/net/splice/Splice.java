package io.telpher.net.splice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.net.Loop;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import io.telpher.net.loop.Alarm;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and an endpoint's, joined: what one side sends goes to the other as it came, each side ends by
 * itself, and it is over when both are closed. Confined to its loop.
 */
final class Splice {
    /** What may wait for a slow taker before the giver is read no more. */
    private static final WriteBufferWaterMark WAITING_BYTES = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final SpliceContext context;
    private final Visit visit;
    private final Link link;
    private final Loop loop;
    private final long idleNanos;
    private final Side client;
    private final Side server;
    private final Alarm idle = new Alarm() {
        @Override
        protected void ring() {
            end(new Failure(
                    Failure.Side.LOCAL,
                    Failure.Kind.READ_TIMEOUT,
                    false,
                    "nothing moved either way for " + idleNanos / 1_000_000_000L + " s"));
            closeNow();
        }
    };
    private @Nullable Outcome outcome;
    private int closed;

    private Splice(SpliceContext context, Visit visit, ChannelHandlerContext arrived, Link link) {
        this.context = context;
        this.visit = visit;
        this.link = link;
        this.loop = visit.loop();
        this.idleNanos = context.settings().idleTimeoutNanos();
        this.client = new Side(this, arrived.channel(), context.events().received(context.listener()));
        this.server = new Side(this, link.channel(), context.events().sent(context.listener()));
        client.face(server);
        server.face(client);
    }

    /** Joins them; {@code early} is what the client sent already, or null. */
    static void join(
            SpliceContext context, Visit visit, ChannelHandlerContext arrived, @Nullable ByteBuf early, Link link) {
        Splice splice = new Splice(context, visit, arrived, link);
        link.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        link.channel().config().setWriteBufferWaterMark(WAITING_BYTES);
        arrived.channel().config().setWriteBufferWaterMark(WAITING_BYTES);
        arrived.pipeline().replace(arrived.handler(), null, splice.client);
        splice.begin(early);
    }

    private void begin(@Nullable ByteBuf early) {
        if (early != null) {
            client.pass(early);
            client.passed();
        }
        link.take(server, server::pass);
        server.passed();
        moved();
        if (Straight.fits(client.channel()) && Straight.fits(server.channel())) {
            straighten();
        } else {
            read();
        }
    }

    private void read() {
        server.begin();
        client.begin();
    }

    /** Has both sockets driven past their channels, if these have nothing more to do by then. */
    private void straighten() {
        client.channel()
                .deregister()
                .addListener(_ -> server.channel().deregister().addListener(_ -> {
                    if (client.quiet() && server.quiet()) {
                        Straight.join(client, server, loop);
                    } else {
                        client.register(loop);
                        server.register(loop);
                        read();
                    }
                }));
    }

    /** Something has been read. */
    void moved() {
        loop.alarms().set(idle, loop.nanos() + idleNanos);
    }

    /** A side has said that it sends nothing more. */
    void ended() {
        if (client.ended() && server.ended() && outcome == null) {
            outcome = Outcome.DONE;
            client.closeWhenSent(false);
            server.closeWhenSent(false);
        }
    }

    /** A side's connection is no more. */
    void closed(Side side, @Nullable Throwable cause) {
        if (outcome == null) {
            Side other = side == client ? server : client;
            boolean well = side.ended() && cause == null; // it said before that it would send nothing more
            outcome = well ? Outcome.DONE : Outcome.failed(cause instanceof Failure told ? told : broken(side, cause));
            other.closeWhenSent(!well);
        }
        closed++;
        if (closed == 2) {
            over(outcome);
        }
    }

    private Failure broken(Side side, @Nullable Throwable cause) {
        String how = cause == null ? "was closed" : "broke: " + cause.getMessage();
        return side == client
                ? Failure.downstream(Failure.Kind.RESET, "the client's connection " + how)
                : Failure.upstream(Failure.Kind.RESET, false, "the connection to " + visit.endpoint() + " " + how);
    }

    /** Ends it because of what happened to it. */
    private void end(Failure why) {
        if (outcome == null) {
            outcome = Outcome.failed(why);
        }
    }

    private void closeNow() {
        client.close();
        server.close();
    }

    private void over(Outcome how) {
        loop.alarms().clear(idle);
        link.ending().complete(how);
        context.events().ended(visit, client.bytes(), server.bytes(), loop.nanos(), how);
    }
}
