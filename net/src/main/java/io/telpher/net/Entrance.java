package io.telpher.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.telpher.net.flood.Admission;
import io.telpher.net.flood.Barred;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.flood.Offence;
import io.telpher.net.flood.Pressure;
import io.telpher.net.flood.Refusal;
import io.telpher.net.proxyprotocol.ProxyAccept;
import io.telpher.net.proxyprotocol.ProxyHeaderHandler;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import io.telpher.net.tls.ServerTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted connection passes before its protocol begins: pressure, caps, the PROXY protocol, TLS. Whoever is
 * refused is refused here, with a reset and before anything was allocated for the connection.
 */
public final class Entrance {
    private final String listener;
    private final Loops loops;
    private final @Nullable ServerTls tls;
    private final @Nullable ProxyAccept proxy;
    private final Admission admission;
    private final Predicate<InetAddress> crowds;
    private final Pressure pressure;
    private final EntranceEvents events;
    private final List<Handshakes> handshakes;

    /**
     * An entrance.
     *
     * @param listener its name, in logs and metrics
     * @param tls its TLS, or null for plain TCP
     * @param proxy whose word is taken for who the client is, or null for nobody's
     * @param crowds addresses that speak for many people, such as proxies in front: never refused for what some do
     * @param pressure what runs short in this process
     */
    public Entrance(
            String listener,
            Loops loops,
            @Nullable ServerTls tls,
            @Nullable ProxyAccept proxy,
            ConnectionLimits limits,
            Predicate<InetAddress> crowds,
            Pressure pressure,
            EntranceEvents events) {
        this.listener = listener;
        this.loops = loops;
        this.tls = tls;
        this.proxy = proxy;
        this.admission = new Admission(limits, loops.all().getFirst().nanos());
        this.crowds = crowds;
        this.pressure = pressure;
        this.events = events;
        int each = Math.max(1, limits.handshakes() / loops.all().size());
        this.handshakes = loops.all().stream().map(_ -> new Handshakes(each)).toList();
    }

    /** With the default limits, and nobody who is told. */
    public static Entrance plain(String listener, Loops loops, @Nullable ServerTls tls) {
        return new Entrance(
                listener, loops, tls, null, ConnectionLimits.DEFAULT, _ -> false, Pressure.NONE, EntranceEvents.NONE);
    }

    /** The listener's name. */
    public String listener() {
        return listener;
    }

    /** What runs short in this process. */
    public Pressure pressure() {
        return pressure;
    }

    /** Its TLS, or null for plain TCP. */
    public @Nullable ServerTls tls() {
        return tls;
    }

    /** Puts what stands before the protocol on an accepted connection. @return false if it was refused */
    public boolean open(Channel channel) {
        InetSocketAddress peer = PeerAddress.remote(channel);
        Refusal full = pressure.refusal();
        if (full != null) {
            pressure.shed(Pressure.Step.CONNECTION);
        } else {
            full = admission.enter();
            if (full == null) {
                channel.closeFuture().addListener(_ -> admission.leave());
            }
        }
        if (full != null) {
            refuse(channel, full, "");
            return false;
        }
        ProxyAccept believed = proxy;
        if (believed != null && believed.believes(peer)) {
            awaitHeader(channel, believed);
        } else if (believed != null && believed.required()) {
            refuse(channel, Refusal.PROXY_HEADER, "not from a proxy that is believed");
            return false;
        } else if (!admit(channel, peer)) {
            return false;
        }
        secure(channel);
        return true;
    }

    private void awaitHeader(Channel channel, ProxyAccept believed) {
        channel.pipeline()
                .addLast(new ProxyHeaderHandler(
                        loops.of(channel),
                        believed,
                        header -> told(channel, header),
                        why -> refuse(channel, Refusal.PROXY_HEADER, why)));
    }

    private void told(Channel channel, ProxyHeader header) {
        PeerAddress.believe(channel, header);
        if (header.addresses() != null) { // else the proxy speaks for itself, and it is believed
            admit(channel, PeerAddress.remote(channel));
        }
    }

    /** Counts it for where it comes from. */
    private boolean admit(Channel channel, InetSocketAddress client) {
        InetAddress address = client.getAddress();
        long now = loops.of(channel).nanos();
        Refusal refusal = admission.judge(address, now);
        if (refusal != null && crowd(client)) { // since it was blamed
            refusal = null;
        }
        if (refusal == null) {
            refusal = admission.enterFrom(address);
            if (refusal == null) {
                channel.closeFuture().addListener(_ -> admission.leaveFrom(address));
                if (tls != null) {
                    refusal = admission.handshake(address, now);
                }
            }
        }
        if (refusal == Refusal.HANDSHAKE_RATE) {
            blame(client, Offence.HANDSHAKE, now, refusal.word());
        }
        if (refusal != null) {
            refuse(channel, refusal, "");
        }
        return refusal == null;
    }

    /** A connection is closed because it had too much of something: whose connections do that often is refused. */
    public void exhausted(Channel channel, String budget) {
        blame(PeerAddress.remote(channel), Offence.BUDGET, loops.of(channel).nanos(), budget);
    }

    private void blame(InetSocketAddress client, Offence what, long nowNanos, String why) {
        if (!crowd(client)) {
            Barred barred = admission.blame(client.getAddress(), what, nowNanos);
            if (barred != null) {
                events.barred(listener, barred, why);
            }
        }
    }

    private boolean crowd(InetSocketAddress client) {
        return crowds.test(client.getAddress()) || (proxy != null && proxy.believes(client));
    }

    private void secure(Channel channel) {
        ServerTls wanted = tls;
        if (wanted != null) {
            Loop loop = loops.of(channel);
            Channel oldest = handshakes.get(loop.index()).begin(channel);
            if (oldest != null) {
                refuse(oldest, Refusal.HANDSHAKES_FULL, "");
            }
            channel.pipeline()
                    .addLast(wanted.handler(channel))
                    .addLast(new HandshakeEnd(handshakes.get(loop.index()), well -> events.shaken(listener, well)));
        }
    }

    private void refuse(Channel channel, Refusal why, String detail) {
        events.refused(listener, why, PeerAddress.remote(channel), detail);
        channel.config().setOption(ChannelOption.SO_LINGER, 0); // a reset leaves nothing behind, not even TIME_WAIT
        channel.close();
    }
}
