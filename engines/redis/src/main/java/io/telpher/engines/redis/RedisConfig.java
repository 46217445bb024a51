package io.telpher.engines.redis;

import io.telpher.core.Endpoint;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store on Redis.
 *
 * @param endpoints the server; of a cluster some of its nodes, by which the others are found
 * @param cluster true if it is a Redis Cluster
 * @param user whom we say we are, or null
 * @param password where the password is, or null if none is wanted
 * @param tls how TLS is spoken, or null for none
 * @param prefix what all keys and topics begin with
 * @param timeout how long a call may take
 * @param connectTimeout how long connecting may take
 * @param overshoot the part of a limit that all nodes together may hold on lease, 0 to 1
 */
public record RedisConfig(
        List<Endpoint> endpoints,
        boolean cluster,
        @Nullable String user,
        @Nullable Password password,
        @Nullable Tls tls,
        String prefix,
        Duration timeout,
        Duration connectTimeout,
        double overshoot) {
    private static final int PORT = 6379;
    private static final int ENDPOINTS_MAX = 100;
    private static final double OVERSHOOT = 0.001;

    /** Where a password is: never in the configuration itself. */
    public sealed interface Password {
        /** In a file, which is read anew with the configuration. */
        record InFile(Path file) implements Password {}

        /** In a variable of the environment. */
        record InEnvironment(String name) implements Password {}
    }

    /**
     * TLS to the servers.
     *
     * @param ca PEM file of the authorities to trust instead of the system's, or null
     * @param verify whether servers must prove who they are
     */
    public record Tls(@Nullable Path ca, Verify verify) {
        private static final Mapping<Tls> SHAPE = Mapping.of("tls", "TLS to the servers.", keys -> {
            var ca = keys.optional("ca", Shapes.text(), "PEM file of the authorities to trust, not the system's.");
            var verify = keys.optional(
                    "verify", Shapes.choice(Verify.class), "full", "full: chain and name; none: no check.");
            return values -> {
                String file = values.orNull(ca);
                if (values.of(verify) == Verify.NONE) {
                    values.problems()
                            .warning(
                                    values.where(verify),
                                    "the store's certificate is not checked: anybody on the way can read and change"
                                            + " what is shared; use \"ca\" for a private authority");
                }
                return new Tls(file == null ? null : Path.of(file), values.of(verify));
            };
        });
    }

    /** How much of a server's proof is checked. */
    public enum Verify {
        /** Chain and name. */
        FULL,
        /** Nothing. */
        NONE
    }

    /** A value of {@code stores}. */
    public static final Mapping<RedisConfig> SHAPE = Mapping.of("store", "What nodes share, on Redis.", keys -> {
        var redis = keys.required(
                "redis",
                Shapes.list(Shapes.parsed("a server such as 127.0.0.1:6379 or redis.internal", RedisConfig::endpoint)),
                "The server, or some nodes of a cluster.");
        var cluster = keys.optional("cluster", Shapes.bool(), "false", "true if it is a Redis Cluster.");
        var user = keys.optional("user", Shapes.text(), "Whom we say we are (ACL).");
        var file = keys.optional("password-file", Shapes.text(), "A file with the password.");
        var variable = keys.optional(
                "password-env",
                Shapes.text("the name of a variable", text -> text.matches("[A-Za-z_][A-Za-z0-9_]*")),
                "A variable of the environment with the password.");
        var tls = keys.optional("tls", Tls.SHAPE, "Speak TLS.");
        var prefix = keys.optional("prefix", Shapes.text(), "What all keys begin with, to share a Redis with others.");
        var timeout = keys.optional("timeout", Shapes.duration(), "250ms", "How long a call may take.");
        var overshoot = keys.optional(
                "overshoot",
                Shapes.parsed("a part from 0% to 100%, such as 0.1%", RedisConfig::part),
                "0.1%",
                "How much more than a limit may pass in a period, so that keys asked for often are answered here; 0%: exact.");
        var connect = keys.optional("connect-timeout", Shapes.duration(), "2s", "How long connecting may take.");
        return values -> new RedisConfig(
                endpoints(values.of(redis), values.of(cluster)),
                values.of(cluster),
                user(values.orNull(user), values.orNull(file), values.orNull(variable)),
                password(values.orNull(file), values.orNull(variable)),
                values.orNull(tls),
                Objects.requireNonNullElse(values.orNull(prefix), ""),
                positive("timeout", values.of(timeout)),
                positive("connect-timeout", values.of(connect)),
                values.of(overshoot));
    });

    /** A server without password, TLS and prefix. */
    public static RedisConfig of(boolean cluster, Duration timeout, Endpoint... endpoints) {
        return new RedisConfig(
                List.of(endpoints), cluster, null, null, null, "", timeout, Duration.ofSeconds(2), OVERSHOOT);
    }

    /** The same with another part that may be on lease. */
    public RedisConfig withOvershoot(double part) {
        return new RedisConfig(endpoints, cluster, user, password, tls, prefix, timeout, connectTimeout, part);
    }

    private static List<Endpoint> endpoints(List<Endpoint> endpoints, boolean cluster) {
        if (endpoints.isEmpty() || endpoints.size() > ENDPOINTS_MAX) {
            throw new IllegalArgumentException(
                    "found " + endpoints.size() + " servers, expected 1 to " + ENDPOINTS_MAX);
        }
        if (endpoints.size() > 1 && !cluster) {
            throw new IllegalArgumentException(
                    "found several servers, which only a cluster has: add \"cluster: true\"");
        }
        return List.copyOf(endpoints);
    }

    private static @Nullable String user(@Nullable String user, @Nullable String file, @Nullable String variable) {
        if (user != null && file == null && variable == null) {
            throw new IllegalArgumentException("a \"user\" has a password: add \"password-file\" or \"password-env\"");
        }
        return user;
    }

    private static @Nullable Password password(@Nullable String file, @Nullable String variable) {
        if (file != null && variable != null) {
            throw new IllegalArgumentException("expected \"password-file\" or \"password-env\", not both");
        }
        if (file != null) {
            return new Password.InFile(Path.of(file));
        }
        return variable == null ? null : new Password.InEnvironment(variable);
    }

    private static @Nullable Double part(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,6})?%")) {
            return null;
        }
        double part = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
        return part > 1 ? null : part;
    }

    private static Duration positive(String key, Duration duration) {
        if (duration.isZero()) {
            throw new IllegalArgumentException("\"" + key + "\" is at least 1ms");
        }
        return duration;
    }

    private static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        boolean named = colon < 0 || text.endsWith("]");
        String host = named ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":") || host.contains("/") || host.contains("@")) {
            throw new IllegalArgumentException("an address is host and port, no URL; IPv6 stands in brackets");
        }
        String port = named ? Integer.toString(PORT) : text.substring(colon + 1);
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("no port number: " + port);
        }
        return new Endpoint(host, Integer.parseInt(port));
    }

    /** The files that it names. Whoever changes them wants them read anew. */
    public List<Path> files() {
        return Stream.of(tls == null ? null : tls.ca, password instanceof Password.InFile known ? known.file() : null)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}
