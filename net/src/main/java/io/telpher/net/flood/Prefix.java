package io.telpher.net.flood;

import io.telpher.core.Ip;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The leading bits of an address by which connections are counted. An IPv6 host owns at least a /64, so that counting
 * whole addresses would count nothing.
 *
 * @param bits the leading bits, with nothing behind them
 * @param kind how many they are, and for IPv6 {@link #V6} more
 */
record Prefix(long bits, int kind) {
    private static final int V6 = 128;
    private static final int V4_ADDRESS = 32;
    private static final int V6_ADDRESS = 64;
    private static final long OWN_V4 = 0x7f000001L;

    /** One host: an IPv4 address, or an IPv6 /64. */
    static Prefix address(InetAddress address) {
        return of(address, V4_ADDRESS, V6_ADDRESS);
    }

    /** One network, of as many bits as the {@code limits} say. */
    static Prefix network(InetAddress address, ConnectionLimits limits) {
        return of(address, limits.networkIpv4(), limits.networkIpv6());
    }

    private static Prefix of(InetAddress address, int v4, int v6) {
        byte[] bytes = address.getAddress();
        return bytes.length == Integer.BYTES
                ? new Prefix((ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL) >>> (V4_ADDRESS - v4), v4)
                : new Prefix(ByteBuffer.wrap(bytes).getLong() >>> (V6_ADDRESS - v6), V6 + v6);
    }

    /** True for 127.0.0.1 and ::1, as which a machine speaks to itself. */
    boolean own() {
        return kind == V4_ADDRESS ? bits == OWN_V4 : kind == V6 + V6_ADDRESS && bits == 0;
    }

    /** As people write it: {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/64}. */
    String text() {
        boolean v6 = kind > V6;
        int length = v6 ? kind - V6 : kind;
        byte[] bytes = v6
                ? ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(bits << (V6_ADDRESS - length))
                        .array()
                : ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) (bits << (V4_ADDRESS - length)))
                        .array();
        try {
            String first = Ip.text(InetAddress.getByAddress(bytes));
            return kind == V4_ADDRESS ? first : first + "/" + length;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of bytes
        }
    }
}
