package io.telpher.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this kernel makes of TCP Fast Open (RFC 7413), by which the first bytes travel with the SYN. Where it does not, a
 * connection opens as usual, which nobody notices but by the time that it takes.
 *
 * @param connecting true if connections that we make can begin so
 * @param accepting true if connections that we accept can
 */
public record FastOpen(boolean connecting, boolean accepting) {
    /** How many connections that began so, and are not confirmed yet, a listener has. */
    static final int PENDING_MAX = 256;

    private static final Path SETTING = Path.of("/proc/sys/net/ipv4/tcp_fastopen");
    private static final int CLIENT = 1;
    private static final int SERVER = 2;

    /** What the sockets of {@code transport} can do here. Blocking: reads a file. */
    static FastOpen of(Transport transport) {
        int setting = transport == Transport.NIO ? 0 : setting();
        return new FastOpen((setting & CLIENT) != 0, (setting & SERVER) != 0);
    }

    private static int setting() {
        try {
            return Integer.decode(Files.readString(SETTING).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
