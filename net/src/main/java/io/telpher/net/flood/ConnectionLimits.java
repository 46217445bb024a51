package io.telpher.net.flood;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;

/**
 * How many connections a listener takes, and from whom. An address is an IPv4 address or an IPv6 /64, a network an IPv4
 * /24 or an IPv6 /48. Loopback counts for the listener only: who is on this machine needs no flood to do harm.
 *
 * @param max on the listener
 * @param perAddress from one address
 * @param perNetwork from one network
 * @param handshakes TLS handshakes under way on the listener
 * @param handshakeRate TLS handshakes begun by one address in a second; ten times as many at once
 * @param offences connections that an address may lose to exhausted budgets in a minute before it is refused; 0 for any
 *     number
 */
public record ConnectionLimits(
        int max, int perAddress, int perNetwork, int handshakes, int handshakeRate, int offences) {
    private static final int MOST = 10_000_000;

    /** 50,000 connections, 1,000 of an address, 5,000 of a network; 4,000 handshakes, 100/s of an address; 5 offences a minute. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(50_000, 1_000, 5_000, 4_000, 100, 5);

    /** The key {@code connections} of a listener. */
    public static final Mapping<ConnectionLimits> SHAPE =
            Mapping.of("connections", "How many connections are taken, and from whom.", keys -> {
                Mapping.Key<Integer> max =
                        keys.optional("max", Shapes.number(1, MOST), "50000", "Open on the listener.");
                Mapping.Key<Integer> perAddress = keys.optional(
                        "per-address", Shapes.number(1, MOST), "1000", "Open from an IPv4 address or an IPv6 /64.");
                Mapping.Key<Integer> perNetwork = keys.optional(
                        "per-network", Shapes.number(1, MOST), "5000", "Open from an IPv4 /24 or an IPv6 /48.");
                Mapping.Key<Integer> handshakes = keys.optional(
                        "handshakes",
                        Shapes.number(1, MOST),
                        "4000",
                        "TLS handshakes under way; one more closes the oldest.");
                Mapping.Key<Integer> handshakeRate = keys.optional(
                        "handshake-rate",
                        Shapes.number(1, MOST),
                        "100",
                        "TLS handshakes that an address begins in a second; ten times as many at once.");
                Mapping.Key<Integer> offences = keys.optional(
                        "offences",
                        Shapes.number(0, MOST),
                        "5",
                        "Connections of an address that exhaust a budget in a minute before it is refused; 0: never.");
                return values -> new ConnectionLimits(
                        values.of(max),
                        values.of(perAddress),
                        values.of(perNetwork),
                        values.of(handshakes),
                        values.of(handshakeRate),
                        values.of(offences));
            });
}
