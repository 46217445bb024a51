package io.telpher.balance;

import io.telpher.core.Endpoint;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Schema;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list of endpoints in the configuration: {@code [127.0.0.1:9001, "[::1]:9002", {address: name:80, weight: 3}]}. */
public final class Endpoints {
    /** How many an upstream may have. */
    public static final int MAX = 1_000;

    private static final Shape<Endpoint> PLAIN =
            Shapes.parsed("an endpoint such as 127.0.0.1:9001, \"[::1]:9002\" or name:80", Endpoint::parse);

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
}
