package io.telpher.engines.discovery;

import io.telpher.core.discovery.Registry;
import io.telpher.core.discovery.Source;
import java.io.IOException;

/** Sources and registries by their configuration. */
public final class Registries {
    private Registries() {}

    /** Where endpoints come from. @throws IOException if a file that it names cannot be used */
    public static Source source(RegistryConfig config) throws IOException {
        return switch (config.kind()) {
            case CONSUL -> new Consul(config);
            case ETCD -> new Etcd(config);
            case ZOOKEEPER -> new ZooKeepers(config);
        };
    }

    /** Where a service is announced. @throws IOException if a file that it names cannot be used */
    public static Registry registry(RegistryConfig config) throws IOException {
        return switch (config.kind()) {
            case CONSUL -> new Consul(config);
            case ETCD -> new Etcd(config);
            case ZOOKEEPER -> new ZooKeepers(config);
        };
    }
}
