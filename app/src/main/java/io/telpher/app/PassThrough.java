package io.telpher.app;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The check that an upstream to which only listeners of layer 4 lead has no settings that make no sense there. */
final class PassThrough {
    private static final String NO_REQUESTS =
            "a listener of layer 4 passes connections through, in which there are no requests: ";

    /** Keys of an upstream, and why they make no sense. */
    private static final Map<String, String> SENSELESS = Map.of(
            "fallback",
            "list what may stand in among the endpoints",
            "pool",
            "each client has a connection of its own, and none is kept",
            "protocol",
            "no HTTP is spoken",
            "sticky",
            "use \"balance: {consistent-hash: {on: ip}}\", by which a client stays with one endpoint");

    /** Keys of an upstream that say how it is connected to. */
    private static final List<String> CONNECTED = List.of("tls", "proxy-protocol", "fast-open");

    private static final List<String> TIMEOUTS = List.of("read", "write");

    private PassThrough() {}

    static void check(Node.Entry upstream, Problems at) {
        if (!(upstream.value() instanceof Node.Entries keys)) {
            return;
        }
        boolean asks = asksHttp(upstream.value());
        for (Node.Entry entry : keys.entries()) {
            String why = SENSELESS.get(entry.key());
            if (why != null && !(asks && entry.key().equals("protocol"))) {
                refuse(at.at(entry.key()), entry.location(), entry.key(), why);
            }
        }
        Node timeout = References.value(upstream.value(), "timeout");
        for (String name : TIMEOUTS) {
            Node value = timeout == null ? null : References.value(timeout, name);
            if (value != null) {
                refuse(at.at("timeout").at(name), value.location(), name, "the listener has an \"idle-timeout\"");
            }
        }
        Node hash = under(upstream.value(), "balance", "consistent-hash", "on");
        if (hash instanceof Node.Scalar on && !on.text().equals("ip")) {
            refuse(
                    at.at("balance"),
                    on.location(),
                    on.text(),
                    "what can be hashed is the client's address, \"on: ip\"");
        }
    }

    /** What would be left undone without a word where datagrams go as they are. */
    static void checkDatagrams(Node.Entry upstream, Problems at) {
        if (upstream.value() instanceof Node.Entries keys) {
            for (Node.Entry entry : keys.entries()) {
                if (CONNECTED.contains(entry.key())) {
                    at.at(entry.key())
                            .error(
                                    entry.location(),
                                    "\"" + entry.key()
                                            + "\" has no effect here: a listener of UDP passes datagrams on as"
                                            + " they are; give it an upstream without it");
                }
            }
        }
    }

    /** HTTP is spoken by checks all the same. */
    private static boolean asksHttp(Node upstream) {
        return under(upstream, "health", "http") != null
                || under(upstream, "health", "deep") != null
                || under(upstream, "health", "grpc") != null;
    }

    private static @Nullable Node under(Node node, String... keys) {
        Node at = node;
        for (String key : keys) {
            at = at == null ? null : References.value(at, key);
        }
        return at;
    }

    private static void refuse(Problems at, Location where, String what, String why) {
        at.error(where, "\"" + what + "\" has no effect here; " + NO_REQUESTS + why);
    }
}
