package io.telpher.httpnetty.loop.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.telpher.httpnetty.loop.h2.Preface;
import io.telpher.net.Loop;
import io.telpher.net.tls.TlsSession;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a {@link ServerConnection} until it is known which version of HTTP the client speaks: on TLS ALPN tells
 * (RFC 7301), on a plain connection HTTP/2 begins with its preface (RFC 9113 §3.3). For HTTP/2, an
 * {@link Http2ServerConnection} takes the other's place.
 */
final class VersionChoice extends ChannelInboundHandlerAdapter {
    private static final String HTTP_2 = "h2";

    private final Loop loop;
    private final ServerContext context;
    private final ServerConnection connection;
    private final boolean tls;
    private @Nullable ByteBuf begun;

    VersionChoice(Loop loop, ServerContext context, ServerConnection connection, boolean tls) {
        this.loop = loop;
        this.context = context;
        this.connection = connection;
        this.tls = tls;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (tls && event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            TlsSession session = TlsSession.of(ctx.channel());
            choose(ctx, session != null && HTTP_2.equals(session.applicationProtocol()));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = begun;
        if (before != null) {
            in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
            begun = null;
        }
        int length = Math.min(in.readableBytes(), Preface.LENGTH);
        boolean same = Preface.begins(in, length);
        if (same && length < Preface.LENGTH) {
            begun = in;
            return;
        }
        choose(ctx, same);
        ctx.fireChannelRead(in);
    }

    private void choose(ChannelHandlerContext ctx, boolean second) {
        if (second) {
            connection.giveWayTo(new Http2ServerConnection(loop, context));
        } else {
            connection.chosen();
        }
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        release();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        ByteBuf rest = begun;
        begun = null;
        if (rest != null) {
            rest.release();
        }
    }
}
