package io.telpher.core;

/**
 * One place that serves: a host and a port, with the share of traffic that it is meant to take.
 *
 * @param host an IP address or a name; IPv6 without brackets
 * @param port 1 to 65535
 * @param weight its share beside its neighbours, 1 to 65535; 1 unless said otherwise
 */
public record Endpoint(String host, int port, int weight) {

    /** Checks the ranges. */
    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an endpoint needs a host");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not within 1 to 65535");
        }
        if (weight < 1 || weight > 65535) {
            throw new IllegalArgumentException("weight " + weight + " is not within 1 to 65535");
        }
    }

    /** An endpoint of weight 1. */
    public Endpoint(String host, int port) {
        this(host, port, 1);
    }

    /** {@code host:port}, with brackets around an IPv6 address: its identity in logs, metrics and registries. */
    public String address() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    @Override
    public String toString() {
        return address();
    }
}
