package io.telpher.app.discovery;

import io.telpher.engines.discovery.DnsConfig;
import io.telpher.engines.discovery.RegistryConfig;
import java.nio.file.Path;
import java.util.List;

/** Where an upstream's endpoints are found. */
public sealed interface DiscoverConfig {

    /** In a file that is watched. */
    record InFile(Path file) implements DiscoverConfig {}

    /** By DNS. */
    record Named(DnsConfig dns) implements DiscoverConfig {}

    /** In a registry. */
    record Registered(RegistryConfig registry) implements DiscoverConfig {}

    /** The files that it names and that belong to the configuration; what is watched by itself does not. */
    default List<Path> files() {
        return this instanceof Registered(RegistryConfig registry) ? registry.files() : List.of();
    }
}
