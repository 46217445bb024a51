package io.telpher.engines.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint as it stands in etcd or ZooKeeper: {@code 10.0.0.7:8080}, or an object of JSON that has {@code address}
 * (with or without the port), {@code port} and {@code weight}, as those of Curator, or {@code Addr}, as those of gRPC.
 */
final class Entry {
    private static final Logger LOG = LoggerFactory.getLogger(Entry.class);

    private Entry() {}

    /** What we write: understood by whoever reads addresses. */
    static String text(Endpoint endpoint) {
        return endpoint.weight() == 1
                ? endpoint.address()
                : Json.compact(Json.members().put("address", endpoint.address()).put("weight", endpoint.weight()));
    }

    /** The endpoint, or null if it is none, which the log then says. */
    static @Nullable Endpoint read(String where, String text) {
        Endpoint endpoint = text.startsWith("{") ? object(text) : Endpoint.parse(text.strip());
        if (endpoint == null) {
            LOG.warn(
                    "{} has no endpoint that is understood: found \"{}\"; expected host:port or"
                            + " {\"address\": \"host:port\", \"weight\": 1}",
                    where,
                    text.length() > 200 ? text.substring(0, 200) : text);
        }
        return endpoint;
    }

    private static @Nullable Endpoint object(String text) {
        try {
            Object tree = JsonTree.parse(text);
            String address = JsonTree.text(JsonTree.member(tree, "address"));
            if (address == null) {
                address = JsonTree.text(JsonTree.member(tree, "Addr"));
            }
            String port = JsonTree.text(JsonTree.member(tree, "port"));
            if (address == null) {
                return null;
            }
            Endpoint plain = Endpoint.parse(port == null ? address : joined(address, port));
            long weight = JsonTree.number(JsonTree.member(tree, "weight"), 1);
            return plain == null || weight < 1 || weight > 65_535
                    ? null
                    : new Endpoint(plain.host(), plain.port(), (int) weight);
        } catch (IOException e) {
            LOG.debug("no JSON: {}", e.toString());
            return null;
        }
    }

    static String joined(String host, String port) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
