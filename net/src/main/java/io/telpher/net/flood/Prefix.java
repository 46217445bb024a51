package io.telpher.net.flood;

import java.net.InetAddress;

/**
 * The leading bits of an address by which connections are counted. An IPv6 host owns at least a /64, so that counting
 * whole addresses would count nothing.
 *
 * @param bits the leading bits, the others are 0
 * @param kind tells lengths and families apart
 */
record Prefix(long bits, int kind) {
    private static final int V4_ADDRESS = 32;
    private static final int V4_NETWORK = 24;
    private static final int V6_ADDRESS = 64;
    private static final int V6_NETWORK = 48;
    private static final long OWN_V4 = 0x7f000001L;

    /** One host: an IPv4 address, or an IPv6 /64. */
    static Prefix address(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? of(bytes, V4_ADDRESS) : of(bytes, V6_ADDRESS);
    }

    /** One network: an IPv4 /24, or an IPv6 /48. */
    static Prefix network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? of(bytes, V4_NETWORK) : of(bytes, V6_NETWORK);
    }

    /** True for 127.0.0.1 and ::1, as which a machine speaks to itself. */
    boolean own() {
        return kind == V4_ADDRESS ? bits == OWN_V4 : kind == V6_ADDRESS && bits == 0;
    }

    private static Prefix of(byte[] bytes, int length) {
        long bits = 0;
        for (int i = 0; i < length / 8; i++) {
            bits = (bits << 8) | (bytes[i] & 0xff);
        }
        return new Prefix(bits, length);
    }
}
