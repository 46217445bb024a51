package io.telpher.net.flood;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;

/**
 * How many connections a listener takes, and from whom. An address is an IPv4 address or an IPv6 /64, a network an IPv4
 * /24 or an IPv6 /48 unless said otherwise. Loopback counts for the listener only: who is on this machine needs no flood
 * to do harm.
 *
 * @param max on the listener
 * @param address of one address
 * @param network of all addresses of a network together
 * @param handshakes TLS handshakes under way on the listener
 * @param networkIpv4 the leading bits that the addresses of an IPv4 network share
 * @param networkIpv6 the same of IPv6
 */
public record ConnectionLimits(
        int max, Share address, Share network, int handshakes, int networkIpv4, int networkIpv6) {
    private static final int MOST = 10_000_000;

    /**
     * What one address, or network, may have.
     *
     * @param connections open at once
     * @param handshakeRate TLS handshakes begun in a second; ten times as many at once
     * @param offences connections that may be lost to exhausted budgets in a minute before it is refused; 0 for any number
     */
    public record Share(int connections, int handshakeRate, int offences) {}

    /** 50,000 connections and 4,000 handshakes; of an address 1,000, 100/s and 5 offences, of a network 5,000, 500/s and 50. */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(50_000, new Share(1_000, 100, 5), new Share(5_000, 500, 50), 4_000, 24, 48);

    /** The key {@code connections} of a listener. */
    public static final Mapping<ConnectionLimits> SHAPE =
            Mapping.of("connections", "How many connections are taken, and from whom.", keys -> {
                Shape<Integer> some = Shapes.number(1, MOST);
                Shape<Integer> any = Shapes.number(0, MOST);
                Mapping.Key<Integer> max = keys.optional("max", some, "50000", "Open on the listener.");
                Mapping.Key<Integer> perAddress =
                        keys.optional("per-address", some, "1000", "Open from an IPv4 address or an IPv6 /64.");
                Mapping.Key<Integer> perNetwork =
                        keys.optional("per-network", some, "5000", "Open from a network, all its addresses together.");
                Mapping.Key<Integer> handshakes = keys.optional(
                        "handshakes", some, "4000", "TLS handshakes under way; one more closes the oldest.");
                Mapping.Key<Integer> handshakeRate = keys.optional(
                        "handshake-rate",
                        some,
                        "100",
                        "TLS handshakes that an address begins in a second; ten times as many at once.");
                Mapping.Key<Integer> networkRate =
                        keys.optional("network-handshake-rate", some, "500", "The same of a network.");
                Mapping.Key<Integer> offences = keys.optional(
                        "offences",
                        any,
                        "5",
                        "Connections of an address that exhaust a budget in a minute before it is refused; 0: never.");
                Mapping.Key<Integer> networkOffences =
                        keys.optional("network-offences", any, "50", "The same of a network.");
                Mapping.Key<Integer> ipv4 = keys.optional(
                        "network-ipv4",
                        Shapes.number(8, 31),
                        "24",
                        "How many leading bits the addresses of an IPv4 network share.");
                Mapping.Key<Integer> ipv6 = keys.optional(
                        "network-ipv6",
                        Shapes.number(16, 63),
                        "48",
                        "How many leading bits the addresses of an IPv6 network share.");
                return values -> new ConnectionLimits(
                        values.of(max),
                        new Share(values.of(perAddress), values.of(handshakeRate), values.of(offences)),
                        new Share(values.of(perNetwork), values.of(networkRate), values.of(networkOffences)),
                        values.of(handshakes),
                        values.of(ipv4),
                        values.of(ipv6));
            });
}
