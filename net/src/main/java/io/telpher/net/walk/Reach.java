package io.telpher.net.walk;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How this machine reaches an address (layer 3), before any connection.
 *
 * @param source our address on the way there, or null if there is no way
 * @param through the interface's name
 * @param mtuBytes the interface's largest packet
 */
public record Reach(@Nullable InetAddress source, String through, int mtuBytes) {
    private static final int CAP_NET_RAW = 13;
    private static final int DISCARD_PORT = 9;

    /** Whether an ICMP echo came back. */
    public enum Echo {
        /** It did. */
        ANSWERED,
        /** Silence: the host or a firewall drops it. */
        SILENT,
        /** This process may not send ICMP. */
        NOT_PERMITTED
    }

    /** Asks the routing table; sends nothing. */
    public static Reach of(InetAddress address) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(address, DISCARD_PORT));
            InetAddress source = socket.getLocalAddress();
            NetworkInterface through = NetworkInterface.getByInetAddress(source);
            return through == null ? new Reach(source, "", 0) : new Reach(source, through.getName(), through.getMTU());
        } catch (IOException | RuntimeException e) {
            return new Reach(null, "", 0);
        }
    }

    /** Sends an ICMP echo and waits at most so long. */
    public static Echo echo(InetAddress address, int limitMillis) {
        if (!mayPing()) {
            return Echo.NOT_PERMITTED; // the JDK would knock at TCP port 7 instead, which says something else
        }
        try {
            return address.isReachable(limitMillis) ? Echo.ANSWERED : Echo.SILENT;
        } catch (IOException e) {
            return Echo.SILENT;
        }
    }

    private static boolean mayPing() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapEff:")) {
                    return (Long.parseUnsignedLong(line.substring(7).strip(), 16) >>> CAP_NET_RAW & 1) != 0;
                }
            }
        } catch (IOException e) {
            return false; // no Linux
        }
        return false;
    }
}
