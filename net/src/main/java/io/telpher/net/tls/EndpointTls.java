package io.telpher.net.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.net.Connector;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts TLS on connections to one endpoint. */
public final class EndpointTls implements Connector.Security {
    private final ClientTls tls;
    private final Endpoint endpoint;
    private final Duration timeout;

    /** TLS to this endpoint; the handshake may take as long as {@code timeout}. */
    public EndpointTls(ClientTls tls, Endpoint endpoint, Duration timeout) {
        this.tls = tls;
        this.endpoint = endpoint;
        this.timeout = timeout;
    }

    @Override
    public void secure(Channel channel, Consumer<@Nullable Failure> done) {
        SslHandler handler = tls.handler(channel, endpoint.host(), endpoint.port(), timeout);
        ToldAlready last = new ToldAlready();
        channel.pipeline().addFirst(handler).addLast(last);
        handler.handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                channel.pipeline().remove(last);
                done.accept(null);
            } else {
                done.accept(ClientTls.failure(shaken.cause(), endpoint.address()));
            }
        });
    }

    /** Stands last until hands are shaken: what fails before is told by the failure, and Netty would log it as unhandled. */
    private static final class ToldAlready extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
