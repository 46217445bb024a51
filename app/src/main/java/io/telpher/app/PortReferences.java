package io.telpher.app;

import io.telpher.app.admin.AdminConfig;
import io.telpher.app.listener.ListenerConfig;
import io.telpher.core.Ip;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The check that no two listeners want the same port, nor one that of the admin. A socket of every address is one of both
 * families, whichever family the address is written in: so {@code 0.0.0.0} clashes with {@code [::1]}.
 */
final class PortReferences {
    private static final int ADMIN = -1;

    private PortReferences() {}

    /** What wants a port: a listener of TCP, or one of UDP. */
    private record Wish(InetSocketAddress at, boolean datagrams, int index) {
        boolean clashes(Wish other) {
            InetAddress mine = at.getAddress();
            InetAddress theirs = other.at.getAddress();
            return at.getPort() == other.at.getPort()
                    && at.getPort() != 0
                    && datagrams == other.datagrams
                    && (mine.equals(theirs) || mine.isAnyLocalAddress() || theirs.isAnyLocalAddress());
        }

        String words(Wish other) {
            boolean families =
                    at.getAddress().getClass() != other.at.getAddress().getClass();
            return "the same port as "
                    + (other.index == ADMIN ? "the admin port's (\"admin\")" : "listeners[" + other.index + "]")
                    + ": one of the two needs another"
                    + (families ? " (0.0.0.0 and [::] are every address of IPv4 and IPv6)" : "");
        }
    }

    static void check(Node root, List<Node> listeners, Problems problems) {
        List<Wish> taken = new ArrayList<>();
        Wish admin = admin(References.value(root, "admin"));
        if (admin != null) {
            taken.add(admin);
        }
        for (int i = 0; i < listeners.size(); i++) {
            Problems own = new Problems();
            ListenerConfig read = ListenerConfig.SHAPE.read(listeners.get(i), own);
            if (read == null || own.hasErrors()) {
                continue; // which is told elsewhere
            }
            Wish wish = new Wish(read.address(), read.datagrams(), i);
            for (Wish other : taken) {
                if (wish.clashes(other)) {
                    problems.at("listeners")
                            .at("[" + i + "]")
                            .error(listeners.get(i).location(), wish.words(other));
                    break;
                }
            }
            taken.add(wish);
        }
    }

    /** Null if what is said of it cannot be read, which is told elsewhere. */
    private static @Nullable Wish admin(@Nullable Node node) {
        AdminConfig read = node == null ? AdminConfig.DEFAULT : AdminConfig.SHAPE.read(node, new Problems());
        byte[] address = read == null ? null : Ip.parse(read.address());
        try {
            return read == null || address == null
                    ? null
                    : new Wish(new InetSocketAddress(InetAddress.getByAddress(address), read.port()), false, ADMIN);
        } catch (UnknownHostException e) {
            return null; // not with four or sixteen bytes
        }
    }
}
