package io.telpher.httpnetty;

import io.telpher.core.Component;
import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.httpnetty.loop.HttpChannels;
import io.telpher.httpnetty.loop.ServerContext;
import io.telpher.net.Listener;
import io.telpher.net.Loops;
import io.telpher.net.tls.ServerTls;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A listener of HTTP/1.1 and HTTP/2: accepts connections and has each request served by whom the dispatch chooses. */
public final class HttpServer implements Component {
    private final Loops loops;
    private final InetSocketAddress address;
    private final ServerContext context;
    private final @Nullable ServerTls tls;
    private @Nullable Listener listener;

    /**
     * A listener, not yet bound.
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
        this.loops = loops;
        this.address = address;
        this.tls = tls;
        this.context = new ServerContext(name, settings, events, gate, dispatch);
    }

    /** Binds. @throws java.net.BindException if the port is taken */
    @Override
    public void start() throws Exception {
        listener = HttpChannels.listen(loops, address, context, tls);
    }

    /** Where it listens, once it does. */
    public InetSocketAddress address() {
        Listener bound = listener;
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return bound.address();
    }

    /** How many connections there are. */
    public int connections() {
        return context.open();
    }

    /** Accepts no more, and lets every connection finish what it is doing. */
    public void drain() {
        Listener bound = listener;
        if (bound != null) {
            bound.close();
        }
        context.drain();
    }

    /** Accepts no more and closes every connection. */
    @Override
    public void close() {
        drain();
        context.closeAll();
    }
}
