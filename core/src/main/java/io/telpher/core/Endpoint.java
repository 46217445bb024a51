package io.telpher.core;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /** Reads {@code host:port}; null if it is none. IPv6 addresses get their canonical form, names lower case. */
    public static @Nullable Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        String host = colon < 1 ? null : host(text.substring(0, colon));
        return host == null || !port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65_535
                ? null
                : new Endpoint(host, Integer.parseInt(port));
    }

    private static @Nullable String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            String inside = text.substring(1, text.length() - 1);
            return inside.matches("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*") ? Ip.text(InetAddress.ofLiteral(inside)) : null;
        }
        if (text.matches("[0-9.]+")) {
            String octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
            return text.matches(octet + "(\\." + octet + "){3}") ? text : null;
        }
        String label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
        return text.length() <= 253 && text.matches(label + "(\\." + label + ")*\\.?")
                ? text.toLowerCase(Locale.ROOT)
                : null;
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
