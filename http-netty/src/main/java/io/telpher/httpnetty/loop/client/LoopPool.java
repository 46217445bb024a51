package io.telpher.httpnetty.loop.client;

import io.netty.channel.Channel;
import io.telpher.core.Failure;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.Protocol;
import io.telpher.net.Connector;
import io.telpher.net.Loop;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import io.telpher.net.tls.TlsSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to one endpoint: those of HTTP/1.1 that are not in use, of which the last one given back is
 * the first one taken, and those of HTTP/2, which take one stream after the other until they are full.
 */
final class LoopPool {
    /** How long a connection beyond {@code idleMax} may stay: bursts do not make it come and go. */
    static final long SURPLUS_NANOS = 1_000_000_000L;

    /** For how long a connection is not yet idle that came back. */
    private static final long FRESH_NANOS = 20_000_000L;

    private final Loop loop;
    private final ClientContext context;
    private final AtomicInteger idleOfEndpoint;
    private final AtomicInteger streamsOfEndpoint;
    private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<ClientCall> waiting = new ArrayDeque<>(0);
    private volatile boolean rests; // something is idle: whoever waits elsewhere asks for it
    private boolean looking; // before long, whether one has to go
    private final ArrayList<Http2ClientConnection> shared = new ArrayList<>(1);
    private final ArrayDeque<ClientCall> dialing = new ArrayDeque<>(0);
    private boolean multiplexes;
    private boolean http1Required;
    private boolean closed;

    /**
     * An empty pool.
     *
     * @param idleOfEndpoint counts the idle connections of all loops
     * @param streamsOfEndpoint counts the streams of all loops
     */
    LoopPool(Loop loop, ClientContext context, AtomicInteger idleOfEndpoint, AtomicInteger streamsOfEndpoint) {
        this.loop = loop;
        this.context = context;
        this.idleOfEndpoint = idleOfEndpoint;
        this.streamsOfEndpoint = streamsOfEndpoint;
        this.multiplexes = switch (settings().protocol()) {
            case HTTP1 -> false;
            case HTTP2 -> true;
            case AUTO -> context.connector().secure(); // until an endpoint says that it does not
        };
    }

    Loop loop() {
        return loop;
    }

    ClientContext context() {
        return context;
    }

    ClientSettings settings() {
        return context.settings();
    }

    // === connections of HTTP/1.1 ===

    /** One for this call, or null: where connections name clients, one that named its own. */
    @Nullable
    ClientConnection take(ClientCall call) {
        ClientConnection connection = context.connector().namesClients() ? named(call.named()) : idle.pollLast();
        if (connection != null) {
            left();
        }
        return connection;
    }

    /** One that was idle is so no more. */
    private void left() {
        idleOfEndpoint.decrementAndGet();
        rests = !idle.isEmpty();
    }

    private @Nullable ClientConnection named(ProxyHeader wanted) {
        for (Iterator<ClientConnection> all = idle.descendingIterator(); all.hasNext(); ) {
            ClientConnection connection = all.next();
            if (connection.named.equals(wanted)) {
                all.remove();
                return connection;
            }
        }
        return null;
    }

    /**
     * Gives a connection back, for the next call or for later. Calls of the same loop come first, since a connection cannot
     * change its loop: it would be closed and another made. Where somebody has waited much longer elsewhere, it is.
     */
    void give(ClientConnection connection) {
        PoolLimits limits = context.limits();
        if (closed) {
            connection.close();
            return;
        }
        ClientCall own = waiting.peekFirst();
        if (own != null && limits.givesAway(own, loop.nanos())) {
            connection.close(); // and who waited longest takes the place
            return;
        }
        while (own != null && !limits.stopWaiting(own)) { // another thread has just woken it
            waiting.removeFirst();
            own = waiting.peekFirst();
        }
        if (own == null) {
            keep(connection);
            return;
        }
        waiting.removeFirst();
        if (own.wants() && own.named().equals(connection.named)) {
            own.use(connection, true);
        } else {
            connection.close();
            own.tryAgain();
        }
    }

    /** A call waits for what comes back. @return false if too many wait already */
    boolean await(ClientCall call) {
        waiting.addLast(call);
        boolean admitted = context.limits().await(call);
        if (!admitted) {
            waiting.removeLast();
        }
        return admitted;
    }

    /** A call that waited has been told to try again. */
    void woken(ClientCall call) {
        waiting.remove(call);
    }

    /** A call does not wait any more. */
    void stopWaiting(ClientCall call) {
        context.limits().stopWaiting(call);
        waiting.remove(call);
    }

    private void keep(ClientConnection connection) {
        idle.addLast(connection);
        rests = true;
        boolean surplus = idleOfEndpoint.incrementAndGet() > settings().pool().idleMax();
        connection.rest(surplus);
        yieldIfIdle();
    }

    /** A connection that was idle is gone. */
    void lost(ClientConnection connection) {
        if (idle.remove(connection)) {
            left();
        }
    }

    /**
     * Closes one that is not in use: somebody else needs its place. What came back just now is left alone for a moment, for
     * under load it is taken again at once, and who waits gets what comes back in his own loop. Any thread.
     */
    void yieldOne() {
        if (rests) {
            loop.execute(this::yieldIfIdle);
        }
    }

    private void yieldIfIdle() {
        ClientConnection oldest = idle.peekFirst();
        if (oldest == null || looking || !context.limits().anyoneWaiting()) {
            return;
        }
        boolean anybodys = !context.connector().namesClients(); // else who waits can hardly use it
        long fresh = anybodys ? oldest.restsSinceNanos() + FRESH_NANOS - loop.nanos() : 0;
        if (fresh <= 0) {
            idle.removeFirst();
            left();
            oldest.close();
        }
        looking = true;
        loop.after(
                Math.max(fresh, FRESH_NANOS),
                () -> { // whether more have to go
                    looking = false;
                    yieldIfIdle();
                });
    }

    // === connections of HTTP/2 ===

    /** True if exchanges are streams on connections that they share. */
    boolean multiplexes() {
        return multiplexes;
    }

    /** Takes the right to a stream. @return false if the endpoint has as many as it may */
    boolean enter() {
        if (streamsOfEndpoint.incrementAndGet() > settings().pool().streamsMax()) {
            streamsOfEndpoint.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives the right back. */
    void leave() {
        streamsOfEndpoint.decrementAndGet();
    }

    /** A connection that takes another stream, or null: the oldest, so that those of a burst become idle. */
    @Nullable
    Http2ClientConnection shared() {
        for (Http2ClientConnection connection : shared) {
            if (connection.takes()) {
                return connection;
            }
        }
        return null;
    }

    /** One that takes WebSockets, too, or null. */
    @Nullable
    Http2ClientConnection tunnelling() {
        for (Http2ClientConnection connection : shared) {
            if (connection.takes() && connection.tunnels()) {
                return connection;
            }
        }
        return null;
    }

    /**
     * The endpoint requires HTTP/1.1 (RFC 9113 §7): it is spoken from now on, if the configuration permits.
     *
     * @return how a call ends that the endpoint has not looked at because of that
     */
    Failure http1Required() {
        String what = context.endpoint() + " requires HTTP/1.1 (HTTP_1_1_REQUIRED, RFC 9113 section 7)";
        if (settings().protocol() == Protocol.HTTP2) {
            return Failure.upstream(
                    Failure.Kind.PROTOCOL, false, what + ", and its `protocol` is http2: set http1, or auto");
        }
        multiplexes = false;
        http1Required = true;
        List.copyOf(shared).forEach(Http2ClientConnection::drain);
        return Failure.upstream(Failure.Kind.STALE, true, what);
    }

    /** How a connection of HTTP/1.1 is made for a call. */
    Connector exclusive(ClientCall call) {
        return http1Required || call.upgrades() ? context.upgrades() : context.connector();
    }

    /** Makes a connection for a call; those that come meanwhile wait for the same one. */
    void dial(ClientCall call) {
        dialing.add(call);
        if (dialing.size() == 1) {
            context.connector().connect(loop, this::dialled);
        }
    }

    private void dialled(@Nullable Channel channel, @Nullable Failure failure) {
        List<ClientCall> calls = List.copyOf(dialing);
        dialing.clear();
        if (channel == null) {
            calls.forEach(call -> call.refused(failure));
            return;
        }
        TlsSession session = TlsSession.of(channel);
        boolean http2 = session == null ? settings().protocol() == Protocol.HTTP2 : agreed(session);
        if (http2) {
            share(channel, calls);
        } else if (settings().protocol() == Protocol.HTTP2) {
            channel.close();
            Failure deaf = Failure.upstream(
                    Failure.Kind.TLS,
                    true,
                    context.endpoint() + " did not agree to HTTP/2 (ALPN, RFC 9113 section 3.2)");
            calls.forEach(call -> call.refused(deaf));
        } else {
            doNotShare(channel, calls);
        }
    }

    private static boolean agreed(TlsSession session) {
        return "h2".equals(session.applicationProtocol());
    }

    /** True if the endpoint, which had wanted HTTP/1.1, wants HTTP/2 now: then the connection is shared from here on. */
    boolean changedItsMind(Channel channel) {
        TlsSession session = TlsSession.of(channel);
        if (session == null || !agreed(session)) {
            return false;
        }
        multiplexes = true;
        share(channel).restIfIdle();
        return true;
    }

    private Http2ClientConnection share(Channel channel) {
        Http2ClientConnection made = new Http2ClientConnection(this);
        channel.pipeline().addLast(made);
        shared.add(made);
        return made;
    }

    private void share(Channel channel, List<ClientCall> calls) {
        Http2ClientConnection made = share(channel);
        boolean first = true;
        for (ClientCall call : calls) {
            if (first || made.takes()) {
                call.use(made);
            } else {
                dial(call);
            }
            first = false;
        }
        made.restIfIdle();
    }

    private void doNotShare(Channel channel, List<ClientCall> calls) {
        multiplexes = false;
        ClientConnection made = new ClientConnection(this, ProxyHeader.LOCAL);
        channel.pipeline().addLast(made);
        boolean taken = false;
        for (ClientCall call : calls) {
            if (!taken && call.takeInstead(made)) {
                taken = true;
            } else {
                call.again();
            }
        }
        if (!taken) {
            made.close();
        }
    }

    /** A connection has no stream any more. @return how long it may stay so */
    long rests() {
        boolean surplus = idleOfEndpoint.incrementAndGet() > settings().pool().idleMax();
        return surplus ? SURPLUS_NANOS : settings().pool().idleTimeoutNanos();
    }

    /** A connection that had none has a stream again, or is gone. */
    void wakes() {
        idleOfEndpoint.decrementAndGet();
    }

    /** A connection takes no more streams. */
    void lost(Http2ClientConnection connection) {
        shared.remove(connection);
    }

    /** True if nothing is kept any more. */
    boolean closed() {
        return closed;
    }

    /** Closes everything that is not in use, and whatever comes back. Any thread. */
    void close() {
        context.limits().remove(this);
        loop.execute(() -> {
            closed = true;
            ClientConnection connection;
            while ((connection = idle.pollLast()) != null) {
                left();
                connection.close();
            }
            List.copyOf(shared).forEach(Http2ClientConnection::drain);
        });
    }
}
