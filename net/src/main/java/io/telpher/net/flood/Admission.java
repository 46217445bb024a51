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
    private final Offenders offenders;

    /** Nobody is in. */
    public Admission(ConnectionLimits limits, long nowNanos) {
        this(limits, nowNanos, new SecureRandom().nextLong());
    }

    Admission(ConnectionLimits limits, long nowNanos, long seed) {
        this.limits = limits;
        this.handshakes = new Rates(limits.handshakeRate(), limits.handshakeRate() * BURST_SECONDS, seed, nowNanos);
        this.offenders = new Offenders(limits.offences());
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
        if (!add(address, limits.perAddress())) {
            return Refusal.ADDRESS_FULL;
        }
        if (!add(Prefix.network(client), limits.perNetwork())) {
            remove(address);
            return Refusal.NETWORK_FULL;
        }
        return null;
    }

    /** A connection that had entered from there is gone. */
    public void leaveFrom(InetAddress client) {
        if (!client.isLoopbackAddress()) {
            remove(Prefix.address(client));
            remove(Prefix.network(client));
        }
    }

    /** Says whether it comes from an address that is refused for what it did. @return why not, or null */
    public @Nullable Refusal judge(InetAddress client, long nowNanos) {
        return offenders.barred(Prefix.address(client), nowNanos) ? Refusal.OFFENDER : null;
    }

    /**
     * Blames an address; this machine's own, 127.0.0.1 and ::1, for nothing.
     *
     * @return for how many nanoseconds it is refused because of this; 0 if it is not
     */
    public long blame(InetAddress client, Offence what, long nowNanos) {
        Prefix address = Prefix.address(client);
        return address.own() || client.isAnyLocalAddress() ? 0 : offenders.blame(address, what, nowNanos);
    }

    /** Counts the beginning of a handshake. @return why not */
    public @Nullable Refusal handshake(InetAddress client, long nowNanos) {
        return client.isLoopbackAddress() || handshakes.take(Prefix.address(client), nowNanos)
                ? null
                : Refusal.HANDSHAKE_RATE;
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
