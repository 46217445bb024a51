package io.telpher.engines.discovery;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A registry, and a place in it.
 *
 * @param kind which registry
 * @param service the service's name, or its path
 * @param at its servers, {@code host:port} or a URL; the registry's own port on this machine if empty
 * @param tag of Consul: only endpoints with this tag, or null
 * @param user of etcd and ZooKeeper: whom we say we are, or null
 * @param secret the password or token, or null for none
 * @param authorities PEM file of the authorities to trust instead of the system's, or null; ZooKeeper is spoken to by TLS if
 *     there is one
 */
public record RegistryConfig(
        Kind kind,
        String service,
        List<String> at,
        @Nullable String tag,
        @Nullable String user,
        @Nullable Secret secret,
        @Nullable Path authorities) {

    /** Which registry. */
    public enum Kind {
        CONSUL("127.0.0.1:8500"),
        ETCD("127.0.0.1:2379"),
        ZOOKEEPER("127.0.0.1:2181");

        private final String own;

        Kind(String own) {
            this.own = own;
        }
    }

    /** Where a password or token is: never in the configuration itself. */
    public sealed interface Secret {
        /** What it is. @throws IOException if it cannot be read */
        String text() throws IOException;

        /** In a file, which is read again whenever it is needed. */
        record InFile(Path file) implements Secret {
            @Override
            public String text() throws IOException {
                try {
                    return Files.readString(file).strip();
                } catch (IOException e) {
                    throw new IOException("cannot read the secret in " + file + ": " + e.getMessage(), e);
                }
            }
        }

        /** In a variable of the environment. */
        record InEnvironment(String name) implements Secret {
            @Override
            public String text() throws IOException {
                String value = System.getenv(name);
                if (value == null) {
                    throw new IOException("the variable " + name + ", which has the secret, is not set");
                }
                return value;
            }
        }
    }

    /** The keys of a mapping that names a registry, to be read together with others. */
    public static final class Keys {
        private final Mapping.Key<String> consul;
        private final Mapping.Key<String> etcd;
        private final Mapping.Key<String> zookeeper;
        private final Mapping.Key<List<String>> at;
        private final Mapping.Key<String> tag;
        private final Mapping.Key<String> user;
        private final Mapping.Key<String> file;
        private final Mapping.Key<String> variable;
        private final Mapping.Key<String> authorities;

        /** Declares them. */
        public Keys(Mapping.Keys keys) {
            consul = keys.optional("consul", Shapes.text(), "The name of a service in Consul.");
            etcd = keys.optional("etcd", path(), "The key below which a service's endpoints stand in etcd.");
            zookeeper = keys.optional("zookeeper", path(), "The path below which they stand in ZooKeeper.");
            at = keys.optional(
                    "at",
                    Shapes.anyOf(Shapes.list(server()), server().map(List::of)),
                    "The registry's servers; by default this machine and the registry's own port.");
            tag = keys.optional("tag", Shapes.text(), "Consul: only endpoints that have this tag.");
            user = keys.optional("user", Shapes.text(), "etcd and ZooKeeper: whom we say we are.");
            file = keys.optional("secret-file", Shapes.text(), "A file with the password, or the token of Consul.");
            variable = keys.optional(
                    "secret-env",
                    Shapes.text("the name of a variable", text -> text.matches("[A-Za-z_][A-Za-z0-9_]*")),
                    "A variable of the environment with it.");
            authorities = keys.optional(
                    "ca",
                    Shapes.text(),
                    "PEM file of the authorities to trust for https, not the system's; ZooKeeper: speaks TLS, and trusts these.");
        }

        private static io.telpher.core.config.Shape<String> path() {
            return Shapes.text("a path such as /services/users", text -> text.matches("(/[^/\\s]+)+"));
        }

        private static io.telpher.core.config.Shape<String> server() {
            return Shapes.text(
                    "a server such as 10.0.0.5:2379 or https://etcd.internal:2379",
                    text -> text.matches("(https?://)?[A-Za-z0-9_.\\[\\]:-]+"));
        }

        /** The registry that is named, or null if none is. */
        public @Nullable RegistryConfig read(Mapping.Values values) {
            String inConsul = values.orNull(consul);
            String inEtcd = values.orNull(etcd);
            String inZooKeeper = values.orNull(zookeeper);
            long named = Stream.of(inConsul, inEtcd, inZooKeeper)
                    .flatMap(Stream::ofNullable)
                    .count();
            if (named > 1) {
                throw new IllegalArgumentException("expected one of consul, etcd and zookeeper, not several");
            }
            if (inConsul != null) {
                return config(Kind.CONSUL, inConsul, values);
            }
            if (inEtcd != null) {
                return config(Kind.ETCD, inEtcd, values);
            }
            return inZooKeeper == null ? null : config(Kind.ZOOKEEPER, inZooKeeper, values);
        }

        private RegistryConfig config(Kind kind, String service, Mapping.Values values) {
            Secret secret = secret(values.orNull(file), values.orNull(variable));
            if (kind != Kind.CONSUL && (values.orNull(user) == null) != (secret == null)) {
                throw new IllegalArgumentException(
                        "etcd and ZooKeeper want \"user\" and \"secret-file\" or \"secret-env\" together");
            }
            if (kind == Kind.CONSUL && values.orNull(user) != null) {
                throw new IllegalArgumentException("Consul knows tokens and no users: leave \"user\" out");
            }
            List<String> servers = Objects.requireNonNullElse(values.orNull(at), List.of());
            if (kind == Kind.ZOOKEEPER && servers.stream().anyMatch(server -> server.contains("://"))) {
                throw new IllegalArgumentException(
                        "servers of ZooKeeper are host:port; it is spoken to by TLS if there is a \"ca\"");
            }
            if (kind != Kind.CONSUL && values.orNull(tag) != null) {
                throw new IllegalArgumentException("only Consul has tags: leave \"tag\" out");
            }
            String ca = values.orNull(authorities);
            return new RegistryConfig(
                    kind,
                    service,
                    servers,
                    values.orNull(tag),
                    values.orNull(user),
                    secret,
                    ca == null ? null : Path.of(ca));
        }

        private static @Nullable Secret secret(@Nullable String file, @Nullable String variable) {
            if (file != null && variable != null) {
                throw new IllegalArgumentException("expected \"secret-file\" or \"secret-env\", not both");
            }
            if (file != null) {
                return new Secret.InFile(Path.of(file));
            }
            return variable == null ? null : new Secret.InEnvironment(variable);
        }
    }

    /** A registry without passwords and tags. */
    public static RegistryConfig of(Kind kind, String service, String... at) {
        return new RegistryConfig(kind, service, List.of(at), null, null, null, null);
    }

    /** Its servers, the registry's own address if none is named. */
    List<String> servers() {
        return at.isEmpty() ? List.of(kind.own) : at;
    }

    /** What stands where, for people. */
    String text() {
        return Map.of(Kind.CONSUL, "Consul's ", Kind.ETCD, "etcd ", Kind.ZOOKEEPER, "ZooKeeper ")
                        .get(kind)
                + service
                + " at "
                + String.join(", ", servers());
    }

    /** The files that it names. */
    public List<Path> files() {
        return Stream.of(authorities, secret instanceof Secret.InFile known ? known.file() : null)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}
