package io.telpher.app;

import io.telpher.app.listener.ListenerConfig;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The check that no two listeners want the same port. */
final class PortReferences {
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
    }

    static void check(List<Node> listeners, Problems problems) {
        List<Wish> taken = new ArrayList<>();
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
                            .error(
                                    listeners.get(i).location(),
                                    "the same port as listeners[" + other.index + "]: one of the two needs another");
                    break;
                }
            }
            taken.add(wish);
        }
    }
}
