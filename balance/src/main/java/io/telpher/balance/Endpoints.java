package io.telpher.balance;

import io.telpher.core.Endpoint;
import io.telpher.core.Ip;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Schema;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list of endpoints in the configuration: {@code [127.0.0.1:9001, "[::1]:9002", {address: name:80, weight: 3}]}. */
public final class Endpoints {
    /** How many an upstream may have. */
    public static final int MAX = 1_000;

    private static final Shape<Endpoint> PLAIN =
            Shapes.parsed("an endpoint such as 127.0.0.1:9001, \"[::1]:9002\" or name:80", Endpoints::parse);

    private static final Shape<Endpoint> ONE =
            Shapes.anyOf(PLAIN, Mapping.of("endpoint", "An endpoint and its share.", keys -> {
                var address = keys.required("address", PLAIN, "Host and port.");
                var weight = keys.optional("weight", Shapes.number(1, 65_535), "1", "Its share beside the others.");
                return values -> new Endpoint(
                        values.of(address).host(), values.of(address).port(), values.of(weight));
            }));

    /** What stands behind {@code endpoints:}: at least one, none twice. */
    public static final Shape<List<Endpoint>> SHAPE = new Shape<>() {
        @Override
        public @Nullable List<Endpoint> read(Node node, Problems problems) {
            return Endpoints.read(node, problems);
        }

        @Override
        public Schema schema() {
            return new Schema.ListOf(ONE.schema());
        }
    };

    private Endpoints() {}

    private static @Nullable List<Endpoint> read(Node node, Problems problems) {
        List<Node> nodes = node instanceof Node.Items list ? list.items() : List.of(node);
        if (nodes.isEmpty() || nodes.size() > MAX) {
            problems.error(node.location(), "found " + nodes.size() + " endpoints, expected from 1 to " + MAX);
            return null;
        }
        List<Endpoint> endpoints = new ArrayList<>(nodes.size());
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            Problems here = node instanceof Node.Items ? problems.at("[" + i + "]") : problems;
            Endpoint endpoint = ONE.read(nodes.get(i), here);
            if (endpoint == null) {
                continue;
            }
            if (addresses.add(endpoint.address())) {
                endpoints.add(endpoint);
            } else {
                here.error(nodes.get(i).location(), "the endpoint " + endpoint + " stands here twice");
            }
        }
        return endpoints.size() == nodes.size() ? List.copyOf(endpoints) : null;
    }

    /** Reads {@code host:port}; null if it is none. IPv6 addresses get their canonical form, names lower case. */
    static @Nullable Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        String host = colon < 1 ? null : host(text.substring(0, colon));
        return host == null || !port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65_535
                ? null
                : new Endpoint(host, Integer.parseInt(port));
    }

    private static @Nullable String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            String inside = text.substring(1, text.length() - 1);
            return inside.matches("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*") ? Ip.text(InetAddress.ofLiteral(inside)) : null;
        }
        if (text.matches("[0-9.]+")) {
            String octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
            return text.matches(octet + "(\\." + octet + "){3}") ? text : null;
        }
        String label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
        return text.length() <= 253 && text.matches(label + "(\\." + label + ")*\\.?")
                ? text.toLowerCase(Locale.ROOT)
                : null;
    }
}
