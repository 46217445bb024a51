package io.telpher.httpnetty;

import io.telpher.core.Component;
import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.httpnetty.loop.HttpChannels;
import io.telpher.httpnetty.loop.ServerContext;
import io.telpher.httpnetty.loop.Shedding;
import io.telpher.net.Entrance;
import io.telpher.net.Listener;
import io.telpher.net.Loops;
import io.telpher.net.flood.Sheddable;
import io.telpher.net.tls.ServerTls;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A listener of HTTP/1.1 and HTTP/2: accepts connections and has each request served by whom the dispatch chooses. */
public final class HttpServer implements Component {
    private final InetSocketAddress address;
    private final ServerContext context;
    private final HttpChannels channels;
    private volatile @Nullable Listener listener;

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
        this.address = address;
        this.context = new ServerContext(
                entrance.listener(), settings, events, gate, dispatch, entrance.pressure(), entrance::exhausted);
        this.channels = new HttpChannels(loops, context, entrance);
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

    /** Binds and accepts. @throws java.net.BindException if the port is taken */
    @Override
    public void start() throws Exception {
        bind();
        accept();
    }

    /** Binds, and leaves who connects waiting until {@link #accept}. @throws java.net.BindException if the port is taken */
    public void bind() throws Exception {
        listener = channels.listen(address);
    }

    /** Accepts connections from now on. */
    public void accept() {
        bound().accept();
    }

    /**
     * Takes over the socket of another server, which accepts no more from now on: its connections live on with it, those
     * that come are ours, and nobody who connects notices.
     */
    public void takeOver(HttpServer other) {
        Listener bound = other.bound();
        other.listener = null;
        listener = bound;
        channels.takeOver(bound);
    }

    /** Where it listens, once it does. */
    public InetSocketAddress address() {
        return bound().address();
    }

    private Listener bound() {
        Listener bound = listener;
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        return bound;
    }

    /** Its name in logs and metrics. */
    public String name() {
        return context.listener();
    }

    /** How many connections there are, tunnels included. */
    public int connections() {
        return context.open();
    }

    /** Accepts no more, and lets every connection finish what it is doing. Tunnels live on. */
    public void drain() {
        Listener bound = listener;
        if (bound != null) {
            bound.close();
        }
        context.drain();
    }

    /** Closes the tunnels, which have no end of their own. */
    public void closeTunnels() {
        context.closeTunnels();
    }

    /** The connections of these servers, to be given up when something runs short. */
    public static Sheddable shedding(Supplier<List<HttpServer>> servers) {
        return new Shedding(
                () -> servers.get().stream().map(server -> server.context).toList());
    }

    /** Calls {@code task}, on an event loop, when the last of its connections is gone; it takes no new ones any more. */
    public void whenGone(Runnable task) {
        context.whenGone(task);
    }

    /** Accepts no more and closes every connection. */
    @Override
    public void close() {
        drain();
        context.closeAll();
    }
}
