package io.telpher.app.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.engines.discovery.DnsConfig;
import io.telpher.engines.discovery.RegistryConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a {@link DiscoverConfig} is written. */
public final class DiscoverKeys {
    /** What stands behind {@code discover:}. */
    public static final Mapping<DiscoverConfig> SHAPE = Mapping.of("discover", "Where endpoints are found.", keys -> {
        var file = keys.optional("file", Shapes.text(), "A YAML or JSON file with a list of endpoints, watched.");
        var dns = keys.optional("dns", address(), "A name and a port: its A and AAAA records, by their time to live.");
        var srv = keys.optional("srv", name(), "A name such as _http._tcp.example.org: its SRV records.");
        var server = keys.optional("server", address(), "DNS: the name server to ask, not the system's.");
        var registry = new RegistryConfig.Keys(keys);
        return values -> {
            String inFile = values.orNull(file);
            Endpoint named = values.orNull(dns);
            String service = values.orNull(srv);
            Endpoint asked = values.orNull(server);
            DiscoverConfig byDns = named != null
                    ? new DiscoverConfig.Named(new DnsConfig(named.host(), named.port(), asked))
                    : service == null ? null : new DiscoverConfig.Named(new DnsConfig(service, 0, asked));
            if (asked != null && byDns == null) {
                throw new IllegalArgumentException("\"server\" is a name server: it goes with dns or srv");
            }
            RegistryConfig registered = registry.read(values);
            return only(
                    inFile == null ? null : new DiscoverConfig.InFile(Path.of(inFile)),
                    byDns,
                    named != null && service != null ? byDns : null,
                    registered == null ? null : new DiscoverConfig.Registered(registered));
        };
    });

    private static DiscoverConfig only(@Nullable DiscoverConfig... given) {
        List<DiscoverConfig> all = Stream.of(given).flatMap(Stream::ofNullable).toList();
        if (all.size() != 1) {
            throw new IllegalArgumentException(
                    "expected exactly one of file, dns, srv, consul, etcd, zookeeper: found " + all.size());
        }
        return all.getFirst();
    }

    private static Shape<Endpoint> address() {
        return Shapes.parsed("host:port", Endpoint::parse);
    }

    private static Shape<String> name() {
        return Shapes.text("a name such as _http._tcp.example.org", text -> text.matches("[A-Za-z0-9_.-]{1,253}"));
    }

    private DiscoverKeys() {}
}
