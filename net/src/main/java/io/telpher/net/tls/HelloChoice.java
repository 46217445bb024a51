package io.telpher.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.telpher.net.tls.chain.ChainPath;
import io.telpher.net.tls.wire.HelloFacts;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Reads the ClientHello and makes way for the handler with the certificate that suits the client. */
final class HelloChoice extends AbstractSniHandler<SslHandler> {
    /** The largest ClientHello that is read; with post-quantum key shares they are about 2 KiB. */
    private static final int CLIENT_HELLO_BYTES = 16 * 1024;

    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final ServerTls tls;
    private HelloFacts facts = HelloFacts.UNKNOWN;

    HelloChoice(ServerTls tls, long handshakeTimeoutMillis) {
        super(CLIENT_HELLO_BYTES, handshakeTimeoutMillis);
        this.tls = tls;
    }

    @Override
    protected Future<SslHandler> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf hello) throws Exception {
        if (hello != null) {
            facts = HelloFacts.read(ByteBufUtil.getBytes(hello));
        }
        return super.lookup(ctx, hello);
    }

    @Override
    protected Future<SslHandler> lookup(ChannelHandlerContext ctx, @Nullable String name) throws Exception {
        SslHandler handler = tls.handler(ctx.channel(), name, facts);
        return handler == null
                ? ctx.executor()
                        .newFailedFuture(new SSLHandshakeException("no certificate for "
                                + (name == null ? "clients that name no host" : ChainPath.name(name))))
                : ctx.executor().newSucceededFuture(handler);
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, String name, Future<SslHandler> found) {
        if (found.isSuccess()) {
            ctx.pipeline().replace(this, SslHandler.class.getName(), found.getNow());
            return;
        }
        ctx.writeAndFlush(ctx.alloc().buffer(UNRECOGNIZED_NAME.length).writeBytes(UNRECOGNIZED_NAME))
                .addListener(ChannelFutureListener.CLOSE);
        ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(found.cause()));
    }
}
