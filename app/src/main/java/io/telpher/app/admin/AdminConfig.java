package io.telpher.app.admin;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the admin port listens and by which names it may be called.
 *
 * @param address the address to bind
 * @param port the port; 0 takes a free one
 * @param hosts names and addresses, besides those of loopback, that a Host field may hold; in lower case
 */
public record AdminConfig(String address, int port, List<String> hosts) {
    /** The mapping {@code admin}. */
    public static final Mapping<AdminConfig> SHAPE =
            Mapping.of("admin", "The admin port: health, metrics, configuration, page.", keys -> {
                Mapping.Key<String> address =
                        keys.optional("address", Shapes.text(), "127.0.0.1", "The address on which it listens.");
                Mapping.Key<Integer> port = keys.optional("port", Shapes.number(0, 65535), "9901", "Its port.");
                Mapping.Key<List<String>> hosts = keys.optional(
                        "hosts",
                        Shapes.list(Shapes.text()),
                        "Names and addresses, besides those of loopback, by which it may be called.");
                return values -> new AdminConfig(values.of(address), values.of(port), orNone(values.orNull(hosts)));
            });

    /** What holds where the configuration says nothing. */
    public static final AdminConfig DEFAULT = new AdminConfig("127.0.0.1", 9901, List.of());

    /** Puts the names into lower case. */
    public AdminConfig {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    private static List<String> orNone(@Nullable List<String> hosts) {
        return hosts == null ? List.of() : hosts;
    }
}
