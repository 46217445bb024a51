package io.telpher.core.config;

import io.telpher.core.Ip;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Networks in CIDR notation, or the preset {@code private}: those of proxies in front of us, whose word is believed.
 * Immutable; looking up allocates nothing. Equal to what was read from the same text, so that a reload finds it unchanged.
 */
public final class Networks {
    /** How many networks a list may have. IPv6 ones are looked through one by one. */
    public static final int NETWORKS_MAX = 1_000;

    /** Private use, loopback and link-local, of both families (RFC 1918, RFC 4193, RFC 3927, RFC 4291). */
    private static final List<String> PRIVATE = List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "::1/128",
            "fe80::/10",
            "fc00::/7");

    /** Nobody. */
    public static final Networks NOBODY = of(List.of());

    /** A network or a list of them. */
    public static final Shape<Networks> SHAPE = Shapes.list(Shapes.parsed(
                    "private, an address, or a network such as 10.1.0.0/16 or 2001:db8::/32", Networks::checked))
            .map(Networks::of);

    private final int[] v4Starts; // sorted, with the sign bit flipped so that they compare as unsigned
    private final int[] v4Ends;
    private final long[] v6; // network high, low, mask high, low

    private Networks(int[] v4Starts, int[] v4Ends, long[] v6) {
        this.v4Starts = v4Starts;
        this.v4Ends = v4Ends;
        this.v6 = v6;
    }

    /** A network of either family. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Network(byte[] address, int prefix) {}

    /** These networks. @throws IllegalArgumentException if one is none, or there are too many */
    public static Networks of(List<String> networks) {
        List<Network> parsed = new ArrayList<>();
        for (String text : networks) {
            for (String one : text.equals("private") ? PRIVATE : List.of(text)) {
                parsed.add(network(one));
            }
        }
        if (parsed.size() > NETWORKS_MAX) {
            throw new IllegalArgumentException("more than " + NETWORKS_MAX + " networks");
        }
        return new Networks(bounds(parsed, false), bounds(parsed, true), masks(parsed));
    }

    private static @Nullable String checked(String text) {
        if (!text.equals("private")) {
            network(text);
        }
        return text;
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address = Ip.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not an IP address");
        }
        int bits = address.length * 8;
        String digits = slash < 0 ? "" + bits : text.substring(slash + 1);
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits) {
            throw new IllegalArgumentException("the prefix is not within 0 to " + bits);
        }
        int prefix = Integer.parseInt(digits);
        byte[] network = address.clone();
        for (int bit = prefix; bit < bits; bit++) {
            network[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        if (!Arrays.equals(network, address)) {
            throw new IllegalArgumentException(
                    "an address within the network; the network is " + Ip.text(network) + "/" + prefix);
        }
        return new Network(address, prefix);
    }

    /** Starts or ends of the IPv4 networks, overlapping ones as one. */
    private static int[] bounds(List<Network> networks, boolean ends) {
        List<int[]> sorted = networks.stream()
                .filter(network -> network.address.length == 4)
                .map(network -> {
                    int start = v4(network.address);
                    long size = 1L << (32 - network.prefix);
                    return new int[] {start, (int) (start + size - 1)};
                })
                .sorted((a, b) -> Integer.compare(a[0], b[0]))
                .toList();
        List<int[]> merged = new ArrayList<>();
        for (int[] range : sorted) {
            int[] last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && range[0] <= last[1]) {
                last[1] = Math.max(last[1], range[1]);
            } else {
                merged.add(range);
            }
        }
        return merged.stream().mapToInt(range -> range[ends ? 1 : 0]).toArray();
    }

    private static long[] masks(List<Network> networks) {
        return networks.stream()
                .filter(network -> network.address.length == 16)
                .flatMapToLong(network -> java.util.stream.LongStream.of(
                        word(network.address, 0),
                        word(network.address, 8),
                        mask(network.prefix),
                        mask(network.prefix - 64)))
                .toArray();
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    private static int v4(byte[] b) {
        return ((b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff)) ^ Integer.MIN_VALUE;
    }

    private static long word(byte[] b, int from) {
        long word = 0;
        for (int i = from; i < from + 8; i++) {
            word = word << 8 | (b[i] & 0xff);
        }
        return word;
    }

    /** True if nobody is trusted. */
    public boolean isEmpty() {
        return v4Starts.length == 0 && v6.length == 0;
    }

    /** True if this address is trusted. */
    public boolean contains(InetAddress address) {
        return !isEmpty() && contains(address.getAddress());
    }

    /** True if this address, of four or sixteen bytes, is trusted. */
    public boolean contains(byte[] address) {
        if (address.length == 4) {
            int wanted = v4(address);
            int at = Arrays.binarySearch(v4Starts, wanted);
            int before = at >= 0 ? at : -at - 2;
            return before >= 0 && wanted <= v4Ends[before];
        }
        long high = word(address, 0);
        long low = word(address, 8);
        for (int i = 0; i < v6.length; i += 4) {
            if ((high & v6[i + 2]) == v6[i] && (low & v6[i + 3]) == v6[i + 1]) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Networks networks
                && Arrays.equals(v4Starts, networks.v4Starts)
                && Arrays.equals(v4Ends, networks.v4Ends)
                && Arrays.equals(v6, networks.v6);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(v4Starts) + Arrays.hashCode(v4Ends)) + Arrays.hashCode(v6);
    }
}
