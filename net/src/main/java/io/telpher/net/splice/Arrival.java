package io.telpher.net.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.net.Loop;
import io.telpher.net.PeerAddress;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import io.telpher.net.loop.Alarm;
import io.telpher.net.proxyprotocol.ProxyHeaderHandler;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import io.telpher.net.splice.wire.HelloReader;
import io.telpher.net.tls.TlsSession;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An accepted connection until it is joined to an endpoint's: waits for what the entrance wants, reads the ClientHello if
 * that decides where it goes, then has somebody dialled. Meanwhile it reads nothing else, so that a protocol in which the
 * server speaks first is served as well as any.
 */
final class Arrival extends ChannelInboundHandlerAdapter {
    private final Loop loop;
    private final SpliceContext context;
    private final boolean secure;
    private final long startedNanos;
    private final Alarm tooLate = new Alarm() {
        @Override
        protected void ring() {
            refuse(Failure.downstream(
                    Failure.Kind.READ_TIMEOUT, waiting ? "the client said nothing" : "no whole ClientHello in time"));
        }
    };
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ByteBuf early;
    private @Nullable String serverName;
    private @Nullable Visit visit;
    private @Nullable Thread dialing;
    private boolean looking;
    private boolean waiting;
    private boolean over;

    Arrival(Loop loop, SpliceContext context, boolean secure) {
        this.loop = loop;
        this.context = context;
        this.secure = secure;
        this.startedNanos = loop.nanos();
    }

    private ChannelHandlerContext ctx() {
        ChannelHandlerContext known = ctx;
        if (known == null) {
            throw new IllegalStateException("not on a connection");
        }
        return known;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        if (!secure && added.pipeline().get(ProxyHeaderHandler.class) == null) {
            begin();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent shaken) {
            if (shaken.isSuccess()) {
                begin();
            } else {
                refuse(Failure.downstream(
                        Failure.Kind.TLS, "TLS failed: " + shaken.cause().getMessage()));
            }
        } else if (event == ProxyHeaderHandler.Event.READ && !secure) { // nobody else is waited for
            begin();
        }
    }

    private void begin() {
        if (context.settings().readsServerName()) {
            looking = true;
            loop.alarms().set(tooLate, loop.nanos() + context.settings().helloTimeoutNanos());
            look();
        } else {
            waitOrDial();
        }
    }

    /** Waits for the client's first bytes where they are to travel with the SYN to the endpoint. */
    private void waitOrDial() {
        TlsSession tls = secure ? TlsSession.of(ctx().channel()) : null;
        if (early == null && context.clientFirst(tls == null ? serverName : tls.serverName())) {
            waiting = true;
            loop.alarms().set(tooLate, loop.nanos() + context.settings().idleTimeoutNanos());
        } else {
            dial();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
            return;
        }
        early = early == null
                ? bytes
                : ctx.alloc().compositeBuffer().addComponent(true, early).addComponent(true, bytes);
        if (looking) {
            look();
        } else if (waiting) {
            waiting = false;
            dial();
        }
    }

    private void look() {
        ByteBuf seen = early;
        if (seen == null) {
            return;
        }
        int length = Math.min(seen.readableBytes(), HelloReader.BYTES_MAX);
        switch (HelloReader.read(ByteBufUtil.getBytes(seen, seen.readerIndex(), length))) {
            case HelloReader.Result.Incomplete _ -> {
                if (length == HelloReader.BYTES_MAX) {
                    refuse(Failure.downstream(
                            Failure.Kind.PROTOCOL, "a ClientHello of more than " + HelloReader.BYTES_MAX + " bytes"));
                }
            }
            case HelloReader.Result.None none -> refuse(Failure.downstream(Failure.Kind.PROTOCOL, none.why()));
            case HelloReader.Result.Hello hello -> {
                looking = false;
                serverName = hello.serverName();
                dial();
            }
        }
    }

    private void dial() {
        loop.alarms().clear(tooLate);
        ctx().channel().config().setAutoRead(false);
        Visit wanted = visit();
        wanted.first(early);
        dialing = loop.start(() -> dial(wanted));
    }

    private Visit visit() {
        Visit known = visit;
        if (known == null) {
            InetSocketAddress remote = PeerAddress.remote(ctx().channel());
            InetSocketAddress local = PeerAddress.local(ctx().channel());
            ProxyHeader told = PeerAddress.told(ctx().channel());
            known = new Visit(
                    new Visit.Origin(
                            Visit.Kind.TCP,
                            context.listener(),
                            remote,
                            local,
                            told.addresses() == null ? ProxyHeader.of(remote, local) : told,
                            secure ? TlsSession.of(ctx().channel()) : null,
                            serverName,
                            0),
                    loop,
                    startedNanos);
            visit = known;
        }
        return known;
    }

    /** On a thread of its own. */
    private void dial(Visit wanted) {
        try {
            Link link = context.dial().call(wanted);
            loop.execute(() -> join(link));
        } catch (Failure failure) {
            loop.execute(() -> refuse(failure));
        } catch (Throwable bug) {
            context.events().bug(wanted, bug);
            loop.execute(() -> refuse(
                    new Failure(Failure.Side.LOCAL, Failure.Kind.CANCELLED, false, "a mistake of ours: " + bug)));
        }
    }

    private void join(Link link) {
        if (over) {
            link.discard();
            return;
        }
        over = true;
        ByteBuf first = early;
        early = null;
        visit().first(null);
        if (first != null && link.saidFirst()) {
            link.channel().flush();
            first.release();
            first = null;
        }
        Splice.join(context, visit(), ctx(), first, link);
    }

    /** There will be no connection: the client's is reset, since an ordinary end would look like an empty answer. */
    private void refuse(Failure why) {
        if (over) {
            return;
        }
        end(why);
        ctx().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx().close();
    }

    private void end(Failure why) {
        over = true;
        loop.alarms().clear(tooLate);
        ByteBuf rest = early;
        early = null;
        visit().first(null);
        if (rest != null) {
            rest.release();
        }
        Thread thread = dialing;
        if (thread != null) {
            thread.interrupt();
        }
        context.events().ended(visit(), 0, 0, loop.nanos(), Outcome.failed(why));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over) {
            end(Failure.downstream(Failure.Kind.RESET, "the client has gone before it was connected"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(
                cause instanceof Failure failure
                        ? failure
                        : Failure.downstream(
                                Failure.Kind.RESET, "the client's connection broke: " + cause.getMessage()));
    }
}
