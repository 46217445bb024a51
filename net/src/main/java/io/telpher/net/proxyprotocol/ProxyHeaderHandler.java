package io.telpher.net.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import io.telpher.net.proxyprotocol.wire.BadProxyHeader;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import io.telpher.net.proxyprotocol.wire.ProxyHeaderReader;
import java.util.List;
import java.util.function.Consumer;

/** Stands first on a connection from a believed proxy until its header has come; what follows is passed on. */
public final class ProxyHeaderHandler extends ByteToMessageDecoder {
    private final Loop loop;
    private final ProxyAccept config;
    private final Consumer<ProxyHeader> believed;
    private final Consumer<String> refused;
    private final Alarm alarm = new Alarm() {
        @Override
        protected void ring() {
            refuse("no header within " + config.timeout().toMillis() + " ms");
        }
    };
    private boolean over;

    /** What those behind are told. */
    public enum Event {
        /** The header has been read, or there is none. */
        READ
    }

    /**
     * @param believed is told the header; LOCAL if there is none and none is required
     * @param refused is told why there will be none, and closes the connection
     */
    public ProxyHeaderHandler(Loop loop, ProxyAccept config, Consumer<ProxyHeader> believed, Consumer<String> refused) {
        this.loop = loop;
        this.config = config;
        this.believed = believed;
        this.refused = refused;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loop.alarms().set(alarm, loop.nanos() + config.timeout().toNanos());
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        loop.alarms().clear(alarm);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        byte[] bytes = new byte[Math.min(in.readableBytes(), ProxyHeaderReader.BYTES_MAX)];
        in.getBytes(in.readerIndex(), bytes);
        try {
            switch (ProxyHeaderReader.read(bytes, bytes.length)) {
                case ProxyHeaderReader.Result.Incomplete _ -> {}
                case ProxyHeaderReader.Result.Absent _ -> {
                    if (config.required()) {
                        refuse("the connection does not begin with a header");
                    } else {
                        end(ctx, ProxyHeader.LOCAL);
                    }
                }
                case ProxyHeaderReader.Result.Present present -> {
                    in.skipBytes(present.bytes());
                    end(ctx, present.header());
                }
            }
        } catch (BadProxyHeader e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void end(ChannelHandlerContext ctx, ProxyHeader header) {
        over = true;
        believed.accept(header);
        ctx.fireUserEventTriggered(Event.READ);
        ctx.pipeline().remove(this);
    }

    private void refuse(String why) {
        if (!over) {
            over = true;
            loop.alarms().clear(alarm);
            refused.accept(why);
        }
    }
}
