package io.telpher.net.flood;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts a listener's connections and handshakes by where they come from, and says which are too many. Time is an
 * argument; for any thread. What it remembers is bounded by the connections that are open.
 */
public final class Admission {
    private static final int BURST_SECONDS = 10;

    private final ConnectionLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Prefix, Integer> byPrefix = new ConcurrentHashMap<>();
    private final Rates handshakes;
    private final Rates networkHandshakes;
    private final Offenders offenders;
    private final Offenders networks;

    /** Nobody is in. */
    public Admission(ConnectionLimits limits, long nowNanos) {
        this(limits, nowNanos, new SecureRandom().nextLong());
    }

    Admission(ConnectionLimits limits, long nowNanos, long seed) {
        this.limits = limits;
        this.handshakes = rates(limits.address(), seed, nowNanos);
        this.networkHandshakes = rates(limits.network(), seed, nowNanos);
        this.offenders = new Offenders(limits.address().offences());
        this.networks = new Offenders(limits.network().offences());
    }

    private static Rates rates(ConnectionLimits.Share share, long seed, long nowNanos) {
        return new Rates(share.handshakeRate(), share.handshakeRate() * BURST_SECONDS, seed, nowNanos);
    }

    /** What it was made with. */
    public ConnectionLimits limits() {
        return limits;
    }

    /** How many connections there are. */
    public int open() {
        return open.get();
    }

    /** Counts a connection to the listener. @return why not, and then it is not counted */
    public @Nullable Refusal enter() {
        if (open.incrementAndGet() > limits.max()) {
            open.decrementAndGet();
            return Refusal.LISTENER_FULL;
        }
        return null;
    }

    /** A connection that had entered is gone. */
    public void leave() {
        open.decrementAndGet();
    }

    /** Counts a connection for where it comes from. @return why not, and then it is not counted */
    public @Nullable Refusal enterFrom(InetAddress client) {
        if (client.isLoopbackAddress()) {
            return null;
        }
        Prefix address = Prefix.address(client);
        if (!add(address, limits.address().connections())) {
            return Refusal.ADDRESS_FULL;
        }
        if (!add(Prefix.network(client, limits), limits.network().connections())) {
            remove(address);
            return Refusal.NETWORK_FULL;
        }
        return null;
    }

    /** A connection that had entered from there is gone. */
    public void leaveFrom(InetAddress client) {
        if (!client.isLoopbackAddress()) {
            remove(Prefix.address(client));
            remove(Prefix.network(client, limits));
        }
    }

    /** Says whether it comes from an address, or a network, that is refused for what it did. @return why not, or null */
    public @Nullable Refusal judge(InetAddress client, long nowNanos) {
        Prefix address = Prefix.address(client);
        if (offenders.barred(address, nowNanos)) {
            return Refusal.OFFENDER;
        }
        boolean barred = !address.own() && networks.barred(Prefix.network(client, limits), nowNanos);
        return barred ? Refusal.NETWORK_OFFENDER : null;
    }

    /**
     * Blames an address, and its network with it; this machine's own, 127.0.0.1 and ::1, for nothing.
     *
     * @return who is refused because of this, or null if nobody is
     */
    public @Nullable Barred blame(InetAddress client, Offence what, long nowNanos) {
        Prefix address = Prefix.address(client);
        if (address.own() || client.isAnyLocalAddress() || offenders.barred(address, nowNanos)) {
            return null;
        }
        long alone = offenders.blame(address, what, nowNanos);
        Prefix network = Prefix.network(client, limits);
        long together = networks.blame(network, what, nowNanos);
        if (together > 0) {
            return new Barred(network.text(), together);
        }
        return alone > 0 ? new Barred(address.text(), alone) : null;
    }

    /** Counts the beginning of a handshake. @return why not */
    public @Nullable Refusal handshake(InetAddress client, long nowNanos) {
        boolean well = client.isLoopbackAddress()
                || (handshakes.take(Prefix.address(client), nowNanos)
                        && networkHandshakes.take(Prefix.network(client, limits), nowNanos));
        return well ? null : Refusal.HANDSHAKE_RATE;
    }

    private boolean add(Prefix prefix, int max) {
        boolean[] added = new boolean[1];
        byPrefix.compute(prefix, (_, count) -> {
            int now = count == null ? 0 : count;
            added[0] = now < max;
            return added[0] ? Integer.valueOf(now + 1) : count;
        });
        return added[0];
    }

    private void remove(Prefix prefix) {
        byPrefix.computeIfPresent(prefix, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    /** How many prefixes are remembered. */
    int remembered() {
        return byPrefix.size();
    }
}
