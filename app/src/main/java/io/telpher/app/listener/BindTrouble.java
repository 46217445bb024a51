package io.telpher.app.listener;

import io.telpher.app.CannotStart;
import io.telpher.core.Ip;
import java.net.InetSocketAddress;

/** Why a listener cannot have its address, and what can be done about it. The kernel's words are all that tells reasons apart. */
final class BindTrouble {
    private static final int FREE_FOR_ALL = 1024;

    private BindTrouble() {}

    static CannotStart of(String listener, InetSocketAddress address, Exception cause) {
        String words = String.valueOf(cause.getMessage());
        if (words.contains("Address already in use")) {
            return CannotStart.busy(address, cause);
        }
        String what = "listener " + listener + ": ";
        if (words.contains("Permission denied") && address.getPort() < FREE_FOR_ALL) {
            return new CannotStart(
                    what + "no right to listen on port " + address.getPort() + ", which is below " + FREE_FOR_ALL
                            + ": take a higher one, or allow it, in a unit of systemd by AmbientCapabilities=CAP_NET_BIND_SERVICE"
                            + ", else by `sudo sysctl net.ipv4.ip_unprivileged_port_start=" + address.getPort() + "`",
                    null);
        }
        if (words.contains("Cannot assign requested address")) {
            return new CannotStart(
                    what + address.getAddress().getHostAddress()
                            + " is no address of this machine: take one that `ip address` lists, or the port alone for all of them",
                    null);
        }
        return new CannotStart(what + "cannot listen on " + Ip.text(address) + ": " + words, cause);
    }
}
