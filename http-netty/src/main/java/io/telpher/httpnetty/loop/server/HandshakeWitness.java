package io.telpher.httpnetty.loop.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.net.Loop;
import io.telpher.net.tls.ClientRefused;
import java.nio.channels.ClosedChannelException;

/**
 * Stands behind TLS until its handshake is over. One that fails is an exchange without a request, so that it gets its line
 * in the log; a client that only went away does not.
 */
final class HandshakeWitness extends ChannelInboundHandlerAdapter {
    private final Loop loop;
    private final ServerContext context;

    HandshakeWitness(Loop loop, ServerContext context) {
        this.loop = loop;
        this.context = context;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (!done.isSuccess() && !(done.cause() instanceof ClosedChannelException)) {
                failed(ctx, done.cause());
            }
            ctx.pipeline().remove(this);
        }
        super.userEventTriggered(ctx, event);
    }

    private void failed(ChannelHandlerContext ctx, Throwable cause) {
        Failure failure = Failure.downstream(Failure.Kind.TLS, ClientRefused.text(cause));
        ServedExchange unread =
                new ServedExchange(context.plainPeer(ctx.channel()), loop.nanos(), loop, context.events());
        if (cause instanceof PlainOnTls.Found) {
            unread.status = PlainOnTls.STATUS;
        }
        unread.failure(failure);
        unread.finish(Outcome.failed(failure));
    }
}
