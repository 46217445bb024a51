package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.telpher.core.Outcome;
import io.telpher.http.Tunnel;
import io.telpher.net.Loop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The origin's side of an upgraded connection, waiting to be joined to the client's. Confined to its loop. */
final class LoopTunnel implements Tunnel {
    private final Loop loop;
    private final ChannelHandlerContext origin;
    private final Consumer<Outcome> ended;
    private @Nullable ByteBuf early;
    private boolean used;

    /**
     * An upgraded connection.
     *
     * @param origin the handler whose place the tunnel takes
     * @param early what the origin sent after its 101
     * @param ended told when the tunnel ends
     */
    LoopTunnel(Loop loop, ChannelHandlerContext origin, @Nullable ByteBuf early, Consumer<Outcome> ended) {
        this.loop = loop;
        this.origin = origin;
        this.early = early;
        this.ended = ended;
    }

    /** The origin sent more before anybody joined the tunnel. */
    void more(ByteBuf bytes) {
        ByteBuf before = early;
        if (used) {
            bytes.release();
        } else {
            early = before == null
                    ? bytes
                    : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(origin.alloc(), before, bytes);
        }
    }

    /** Joins it to the client's connection. What either side sent already goes first. */
    void open(ChannelHandlerContext client, @Nullable ByteBuf fromClient, ServedExchange exchange) {
        used = true;
        ByteBuf fromOrigin = early;
        early = null;
        Splice.join(client, fromClient, origin, fromOrigin, exchange, ended);
    }

    @Override
    public void discard() {
        loop.execute(() -> {
            if (!used) {
                used = true;
                ByteBuf unwanted = early;
                early = null;
                if (unwanted != null) {
                    unwanted.release();
                }
                origin.close();
                ended.accept(Outcome.DONE);
            }
        });
    }
}
