package io.telpher.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.netty.util.collection.LongObjectHashMap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions of one socket by the addresses of their clients, which are found without an object where they are of IPv4. */
final class UdpClients {
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int INET_BYTES = 16;
    private static final int INET6_BYTES = 28;
    private static final int MAPPED = 0xffff; // ::ffff: stands in front of an address of IPv4

    private static final ValueLayout.OfShort PORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt ADDRESS = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final LongObjectHashMap<UdpSession> short4 = new LongObjectHashMap<>();
    private final Map<InetSocketAddress, UdpSession> others = new HashMap<>();

    /** The session of whom the kernel names there. */
    @Nullable
    UdpSession find(MemorySegment names, long at) {
        long key = key(names, at);
        return key >= 0 ? short4.get(key) : others.get(read(names, at));
    }

    @Nullable
    UdpSession find(InetSocketAddress client) {
        long key = key(client);
        return key >= 0 ? short4.get(key) : others.get(client);
    }

    void put(InetSocketAddress client, UdpSession session) {
        long key = key(client);
        if (key >= 0) {
            short4.put(key, session);
        } else {
            others.put(client, session);
        }
    }

    void remove(InetSocketAddress client, UdpSession session) {
        long key = key(client);
        if (key < 0) {
            others.remove(client, session);
        } else if (short4.get(key) == session) {
            short4.remove(key);
        }
    }

    private static long key(InetSocketAddress client) {
        byte[] address = client.getAddress().getAddress();
        return address.length == 4 ? key(MemorySegment.ofArray(address).get(ADDRESS, 0), client.getPort()) : -1;
    }

    private static long key(MemorySegment names, long at) {
        int port = Short.toUnsignedInt(names.get(PORT, at + 2));
        return switch (family(names, at)) {
            case INET -> key(names.get(ADDRESS, at + 4), port);
            case INET6 ->
                names.get(JAVA_LONG_UNALIGNED, at + 8) == 0 && names.get(ADDRESS, at + 16) == MAPPED
                        ? key(names.get(ADDRESS, at + 20), port)
                        : -1;
            default -> -1;
        };
    }

    private static long key(int address, int port) {
        return Integer.toUnsignedLong(address) << 16 | port;
    }

    private static int family(MemorySegment names, long at) {
        return names.get(JAVA_SHORT_UNALIGNED, at);
    }

    /** What the kernel says of whom it names there, to be said to it again. */
    static MemorySegment copy(MemorySegment names, long at) {
        int length = family(names, at) == INET ? INET_BYTES : INET6_BYTES;
        return MemorySegment.ofArray(names.asSlice(at, length).toArray(JAVA_BYTE));
    }

    /** Whom the kernel names there. */
    static InetSocketAddress read(MemorySegment names, long at) {
        int port = Short.toUnsignedInt(names.get(PORT, at + 2));
        try {
            if (family(names, at) == INET) {
                return new InetSocketAddress(InetAddress.getByAddress(bytes(names, at + 4, 4)), port);
            }
            byte[] address = bytes(names, at + 8, 16);
            int scope = names.get(JAVA_INT_UNALIGNED, at + 24);
            InetAddress plain = InetAddress.getByAddress(address); // of IPv4, if it is mapped
            return new InetSocketAddress(
                    scope == 0 || !(plain instanceof Inet6Address)
                            ? plain
                            : Inet6Address.getByAddress(null, address, scope),
                    port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of bytes
        }
    }

    private static byte[] bytes(MemorySegment names, long at, int count) {
        return names.asSlice(at, count).toArray(JAVA_BYTE);
    }
}
