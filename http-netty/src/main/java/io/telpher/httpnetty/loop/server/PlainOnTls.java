package io.telpher.httpnetty.loop.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.telpher.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Stands before TLS until the first bytes have come. A client that speaks plain HTTP there is told so: a wrong scheme is the
 * one mistake that its user can mend.
 */
final class PlainOnTls extends ChannelInboundHandlerAdapter {
    static final int STATUS = 400;

    private static final String TEXT =
            "This port speaks HTTPS, and plain HTTP came: ask again with https:// in front.\n";
    private static final byte[] ANSWER =
            ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + TEXT.length()
                            + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + TEXT)
                    .getBytes(StandardCharsets.US_ASCII);
    private static final List<ByteBuf> BEGINNINGS =
            List.of(Method.GET, Method.HEAD, Method.POST, Method.PUT, Method.DELETE, Method.OPTIONS, Method.PATCH)
                    .stream()
                    .map(method -> Unpooled.unreleasableBuffer(
                            Unpooled.copiedBuffer(method.name() + " /", StandardCharsets.US_ASCII)
                                    .asReadOnly()))
                    .toList();

    private boolean answered;

    /** That plain HTTP came. */
    static final class Found extends SSLException {
        private static final long serialVersionUID = 1L;

        private Found() {
            super("plain HTTP on a port of TLS");
        }
    }

    /** Puts one before the TLS of a pipeline. */
    static void watch(ChannelPipeline pipeline) {
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            tls = pipeline.context(AbstractSniHandler.class);
        }
        if (tls != null) {
            pipeline.addBefore(tls.name(), null, new PlainOnTls());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (answered) {
            in.release(); // the rest of the request
        } else if (BEGINNINGS.stream().anyMatch(one -> begins(in, one))) {
            in.release();
            answer(ctx);
        } else {
            ctx.fireChannelRead(in);
            ctx.pipeline().remove(this);
        }
    }

    private static boolean begins(ByteBuf in, ByteBuf with) {
        int length = with.readableBytes();
        return in.readableBytes() >= length
                && in.getByte(in.readerIndex()) == with.getByte(0)
                && in.slice(in.readerIndex(), length).equals(with);
    }

    /** Whoever sends more is read until he has got the answer, or for a second. */
    private void answer(ChannelHandlerContext ctx) {
        answered = true;
        ctx.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(_ -> {
            if (ctx.channel() instanceof DuplexChannel duplex && ctx.channel().isActive()) {
                duplex.shutdownOutput();
                ctx.executor().schedule(() -> ctx.close(), HalfClose.LINGER_NANOS, TimeUnit.NANOSECONDS);
            }
        });
        ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(new Found()));
    }
}
