package io.telpher.app.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.engines.discovery.RegistryConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A service that we announce: ourselves, or one beside us.
 *
 * @param registry where
 * @param endpoint under which address
 * @param id its name among those who announce the same service
 */
public record AnnounceConfig(RegistryConfig registry, Endpoint endpoint, String id) {

    /** An item of {@code announce}. */
    public static final Mapping<AnnounceConfig> SHAPE =
            Mapping.of("announcement", "A service that stands in a registry while we run.", keys -> {
                var registry = new RegistryConfig.Keys(keys);
                var address = keys.required(
                        "address",
                        Shapes.parsed("host:port, as others reach it", Endpoint::parse),
                        "Where the service is reached.");
                var weight = keys.optional("weight", Shapes.number(1, 65_535), "1", "Its share beside the others.");
                var id = keys.optional(
                        "id",
                        Shapes.text("a name without slashes", text -> text.matches("[A-Za-z0-9_.:\\[\\]-]{1,200}")),
                        "Its name among those who announce the same; by default the address.");
                return values -> {
                    RegistryConfig wanted = registry.read(values);
                    if (wanted == null) {
                        throw new IllegalArgumentException(
                                "expected one of consul, etcd, zookeeper: where to announce");
                    }
                    Endpoint plain = values.of(address);
                    return new AnnounceConfig(
                            wanted,
                            new Endpoint(plain.host(), plain.port(), values.of(weight)),
                            Objects.requireNonNullElse(values.orNull(id), plain.address()));
                };
            });

    /** The files that it names. */
    public List<Path> files() {
        return registry.files();
    }
}
