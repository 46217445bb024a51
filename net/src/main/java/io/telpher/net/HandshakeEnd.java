package io.telpher.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;

/** Stands behind TLS until its handshake is over, and then takes it off the list. */
final class HandshakeEnd extends ChannelInboundHandlerAdapter {
    private final Handshakes handshakes;
    private final Consumer<Boolean> told;

    HandshakeEnd(Handshakes handshakes, Consumer<Boolean> told) {
        this.handshakes = handshakes;
        this.told = told;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done) {
            told.accept(done.isSuccess());
            ctx.pipeline().remove(this);
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        handshakes.end(ctx.channel()); // also when the connection is closed before
    }
}
