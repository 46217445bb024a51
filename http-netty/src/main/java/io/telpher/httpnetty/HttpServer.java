package io.telpher.httpnetty;

import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.httpnetty.loop.server.HttpChannels;
import io.telpher.httpnetty.loop.server.ServerContext;
import io.telpher.httpnetty.loop.server.Shedding;
import io.telpher.net.Entrance;
import io.telpher.net.Loops;
import io.telpher.net.TcpServer;
import io.telpher.net.flood.Sheddable;
import io.telpher.net.tls.ServerTls;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A listener of HTTP/1.1 and HTTP/2: accepts connections and has each request served by whom the dispatch chooses. */
public final class HttpServer extends TcpServer {
    private final ServerContext context;

    /**
     * A listener, not yet bound, with an entrance of its own.
     *
     * @param name in logs and metrics
     * @param address where it listens; port 0 for any free one
     * @param tls its TLS, or null for plain TCP
     * @param gate refuses requests by their head
     * @param dispatch chooses who serves the others
     */
    public HttpServer(
            Loops loops,
            String name,
            InetSocketAddress address,
            ServerSettings settings,
            @Nullable ServerTls tls,
            HttpEvents events,
            HttpGate gate,
            HttpDispatch dispatch) {
        this(loops, address, Entrance.plain(name, loops, tls), settings, events, gate, dispatch);
    }

    private HttpServer(
            Loops loops,
            InetSocketAddress address,
            Entrance entrance,
            ServerSettings settings,
            HttpEvents events,
            HttpGate gate,
            HttpDispatch dispatch) {
        this(
                loops,
                address,
                entrance,
                new ServerContext(
                        entrance.listener(),
                        settings,
                        events,
                        gate,
                        dispatch,
                        entrance.pressure(),
                        entrance::exhausted));
    }

    private HttpServer(Loops loops, InetSocketAddress address, Entrance entrance, ServerContext context) {
        super(loops, address, new HttpChannels(loops, context, entrance));
        this.context = context;
    }

    /** A listener, not yet bound, behind this entrance. */
    public static HttpServer behind(
            Entrance entrance,
            Loops loops,
            InetSocketAddress address,
            ServerSettings settings,
            HttpEvents events,
            HttpGate gate,
            HttpDispatch dispatch) {
        return new HttpServer(loops, address, entrance, settings, events, gate, dispatch);
    }

    @Override
    public String name() {
        return context.listener();
    }

    @Override
    public int connections() {
        return context.open();
    }

    @Override
    public void drain() {
        acceptNoMore();
        context.drain();
    }

    @Override
    public void closeTunnels() {
        context.closeTunnels();
    }

    /** The connections of these servers, to be given up when something runs short. */
    public static Sheddable shedding(Supplier<List<HttpServer>> servers) {
        return new Shedding(
                () -> servers.get().stream().map(server -> server.context).toList());
    }

    @Override
    public void whenGone(Runnable task) {
        context.whenGone(task);
    }

    @Override
    public void close() {
        drain();
        context.closeAll();
    }
}
