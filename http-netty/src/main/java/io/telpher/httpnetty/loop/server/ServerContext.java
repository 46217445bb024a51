package io.telpher.httpnetty.loop.server;

import io.netty.channel.Channel;
import io.telpher.core.Failure;
import io.telpher.core.Stays;
import io.telpher.http.ClientCertificate;
import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.http.Peer;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.loop.ClientNamed;
import io.telpher.httpnetty.loop.HeadWriter;
import io.telpher.net.PeerAddress;
import io.telpher.net.flood.Pressure;
import io.telpher.net.tls.ClientPolicy;
import io.telpher.net.tls.TlsSession;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the connections of one listener share. */
public final class ServerContext {
    private static final long SECOND_NANOS = 1_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Date(long second, byte[] line) {}

    private final String listener;
    private final ServerSettings settings;
    private final HttpEvents events;
    private final HttpGate gate;
    private final HttpDispatch dispatch;
    private final Pressure pressure;
    private final BiConsumer<Channel, String> blame;
    private final Set<Accepted> open = ConcurrentHashMap.newKeySet();
    private final Set<Accepted> tunnels = ConcurrentHashMap.newKeySet();
    private final byte[] keepAlive;
    private final Preset.Date dates = new Preset.Date();
    private volatile Date date = new Date(-1, new byte[0]);
    private final Stays stays = new Stays(this::gone);
    private volatile boolean draining;
    private volatile @Nullable Runnable whenGone;

    /**
     * What the connections of one listener share.
     *
     * @param listener its name
     * @param settings what it allows
     * @param events who is told
     * @param gate what refuses requests by their head
     * @param dispatch who serves the others
     * @param pressure what runs short in this process
     * @param blame told of a connection that is closed because it had too much of something, which a word names
     */
    public ServerContext(
            String listener,
            ServerSettings settings,
            HttpEvents events,
            HttpGate gate,
            HttpDispatch dispatch,
            Pressure pressure,
            BiConsumer<Channel, String> blame) {
        this.listener = listener;
        this.settings = settings;
        this.events = events;
        this.gate = gate;
        this.dispatch = dispatch;
        this.pressure = pressure;
        this.blame = blame;
        this.keepAlive =
                HeadWriter.encoded("keep-alive: timeout=" + settings.idleTimeoutNanos() / SECOND_NANOS + "\r\n");
    }

    /** The listener's name. */
    public String listener() {
        return listener;
    }

    ServerSettings settings() {
        return settings;
    }

    HttpEvents events() {
        return events;
    }

    HttpGate gate() {
        return gate;
    }

    HttpDispatch dispatch() {
        return dispatch;
    }

    /** What runs short in this process. */
    Pressure pressure() {
        return pressure;
    }

    /** True if a connection may be kept for another request. */
    boolean keeps() {
        if (pressure.tight()) {
            pressure.shed(Pressure.Step.KEEP_ALIVE);
            return false;
        }
        return true;
    }

    /** The connections but for tunnels. */
    Set<Accepted> accepted() {
        return open;
    }

    /** A client's connection is closed because it had too much of something. */
    void exhausted(Channel channel, String budget) {
        events.exhausted(listener, budget);
        blame.accept(channel, budget);
    }

    /** How many connections there are, tunnels included. */
    public int open() {
        return open.size() + tunnels.size();
    }

    void add(Accepted connection) {
        open.add(connection);
        stays.enter();
        events.opened(listener);
        if (draining) {
            connection.drain();
        }
    }

    /** One connection is served in another way. */
    void replace(Accepted before, Accepted after) {
        open.add(after);
        open.remove(before);
    }

    void remove(Accepted connection) {
        if (open.remove(connection)) {
            events.closed(listener);
            stays.leave();
        }
    }

    /** A connection has become a tunnel: it counts as long as its channel is open. */
    void tunnel(Accepted connection, Channel channel) {
        tunnels.add(connection);
        open.remove(connection);
        channel.closeFuture().addListener(_ -> {
            if (tunnels.remove(connection)) {
                events.closed(listener);
                stays.leave();
            }
        });
    }

    /** Calls {@code task} when the last connection is gone: once nobody accepts for it any more. */
    public void whenGone(Runnable task) {
        whenGone = task;
        stays.leave();
    }

    private void gone() {
        Runnable task = whenGone;
        if (task != null) {
            task.run();
        }
    }

    /** True once every connection is to finish. */
    boolean draining() {
        return draining;
    }

    /** Lets every connection finish what it is doing and then close. */
    public void drain() {
        draining = true;
        open.forEach(Accepted::drain);
    }

    private static Failure stop() {
        return Failure.downstream(Failure.Kind.CANCELLED, "the client was told that we stop");
    }

    /** Closes the tunnels, which have no end of their own. */
    public void closeTunnels() {
        tunnels.forEach(tunnel -> tunnel.closeNow(stop()));
    }

    /** Closes every connection, whatever it is doing. */
    public void closeAll() {
        open.forEach(connection -> connection.closeNow(stop()));
        closeTunnels();
    }

    /** The other end of a connection on which no handshake has succeeded. */
    Peer plainPeer(Channel channel) {
        return new Peer(listener, PeerAddress.remote(channel), PeerAddress.local(channel), null);
    }

    Peer peer(Channel channel) {
        InetSocketAddress remote = PeerAddress.remote(channel);
        InetSocketAddress local = PeerAddress.local(channel);
        TlsSession tls = TlsSession.of(channel);
        return new Peer(
                listener,
                remote,
                local,
                tls == null
                        ? null
                        : new Peer.Tls(
                                tls.protocol(),
                                tls.cipher(),
                                tls.serverName(),
                                tls.applicationProtocol(),
                                tls.clients().id(),
                                certificate(tls)),
                ClientNamed.front(PeerAddress.told(channel).extras()));
    }

    private static @Nullable ClientCertificate certificate(TlsSession tls) {
        X509Certificate shown = tls.client();
        Set<ClientPolicy.Forward> forward = tls.clients().forward();
        return shown == null
                ? null
                : ClientCertificate.of(
                        shown,
                        forward.contains(ClientPolicy.Forward.CLIENT_CERT),
                        forward.contains(ClientPolicy.Forward.X_FORWARDED_CLIENT_CERT));
    }

    /** The Keep-Alive field: for how long, and for how many more requests, this connection is kept. */
    byte[] keepAlive(int served) {
        if (settings.requestsMax() == 0) {
            return keepAlive;
        }
        long seconds = settings.idleTimeoutNanos() / SECOND_NANOS;
        return HeadWriter.encoded(
                "keep-alive: timeout=" + seconds + ", max=" + (settings.requestsMax() - served) + "\r\n");
    }

    /** The Date field of this second. */
    byte[] date() {
        long second = System.currentTimeMillis() / 1000;
        Date known = date;
        if (known.second != second) {
            synchronized (dates) {
                known = new Date(second, dates.line(second));
            }
            date = known;
        }
        return known.line;
    }
}
