package io.telpher.app.listener;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams to which a listener of layer 4 leads.
 *
 * @param otherwise for clients that name no host, or one that is not listed; null if they are refused
 * @param named by the host that the client names (SNI): a name, or {@code *.} and a name for all below it
 */
public record Targets(@Nullable String otherwise, Map<String, String> named) {
    private static final String NAME = "(\\*\\.)?[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?";

    /** The keys that say it. */
    static final class Keys {
        private final Mapping.Key<String> to;
        private final Mapping.Key<Map<String, String>> named;

        Keys(Mapping.Keys keys) {
            to = keys.optional("to", Shapes.text(), "The upstream that is connected.");
            named = keys.optional(
                    "server-names",
                    Shapes.mapOf(Shapes.text()),
                    "Upstreams by the host that a TLS client names, such as db.example.com or \"*.example.com\".");
        }

        Targets read(Mapping.Values values) {
            Map<String, String> hosts = values.orNull(named);
            if (values.orNull(to) == null && hosts == null) {
                throw new IllegalArgumentException("\"to\" is missing, expected the name of an upstream");
            }
            for (String host : hosts == null ? Set.<String>of() : hosts.keySet()) {
                if (!host.matches(NAME)) {
                    throw new IllegalArgumentException("found \"" + host + "\" in \"server-names\", expected a host in"
                            + " lower case such as db.example.com, or \"*.example.com\" for all below it");
                }
            }
            return new Targets(values.orNull(to), hosts == null ? Map.of() : hosts);
        }
    }

    /** All upstreams. */
    public Set<String> upstreams() {
        Set<String> all = new LinkedHashSet<>(named.values());
        if (otherwise != null) {
            all.add(otherwise);
        }
        return all;
    }

    /** The upstream of clients that name this host, the most specific first; null if they are refused. */
    public @Nullable String of(@Nullable String serverName) {
        if (serverName == null || named.isEmpty()) {
            return otherwise;
        }
        String host = serverName.toLowerCase(Locale.ROOT);
        String found = named.get(host);
        for (int dot = host.indexOf('.'); found == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            found = named.get("*" + host.substring(dot));
        }
        return found == null ? otherwise : found;
    }
}
