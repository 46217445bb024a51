package io.telpher.engines.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.telpher.core.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce, set up as we want it: few event loops of its own, commands refused while there is no connection, none sent a second
 * time by itself, an end to each wait, reconnecting within a second.
 */
final class Client implements AutoCloseable {
    private static final Duration RECONNECT_MIN = Duration.ofMillis(50);
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(1);
    /** Nothing but a last resort: whatever goes wrong has it asked at once who has which slots. */
    private static final Duration REFRESH = Duration.ofSeconds(60);

    /** The least that Lettuce takes. */
    private static final int THREADS = 2;

    private static final int QUEUE_MAX = 20_000;

    static {
        // Closing io_uring loops under load has hung; whoever knows better sets it himself.
        if (System.getProperty("io.lettuce.core.iouring") == null) {
            System.setProperty("io.lettuce.core.iouring", "false");
        }
    }

    private final ClientResources resources;
    private final @Nullable RedisClient single;
    private final @Nullable RedisClusterClient cluster;

    /** A client that has not connected. @throws IOException if the password or the authorities cannot be read */
    Client(RedisConfig config, RedisConnectionStateListener watched) throws IOException {
        List<RedisURI> servers = servers(config, credentials(config.password()));
        if (config.tls() != null
                && config.tls().ca() != null
                && !Files.isReadable(config.tls().ca())) {
            throw new IOException("cannot read " + config.tls().ca());
        }
        resources = resources();
        if (config.cluster()) {
            single = null;
            cluster = RedisClusterClient.create(resources, servers);
            cluster.setOptions(clustered(config));
            cluster.addListener(watched);
        } else {
            cluster = null;
            single = RedisClient.create(resources, servers.getFirst());
            single.setOptions(options(config, ClientOptions.builder()).build());
            single.addListener(watched);
        }
    }

    private static ClientResources resources() {
        return ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(() -> Delay.fullJitter(RECONNECT_MIN, RECONNECT_MAX, 50, TimeUnit.MILLISECONDS))
                .build();
    }

    private static List<RedisURI> servers(RedisConfig config, @Nullable String password) {
        return config.endpoints().stream()
                .map(endpoint -> server(endpoint, config, password))
                .toList();
    }

    private static RedisURI server(Endpoint endpoint, RedisConfig config, @Nullable String password) {
        RedisURI.Builder builder = RedisURI.builder()
                .withHost(endpoint.host())
                .withPort(endpoint.port())
                .withTimeout(config.connectTimeout());
        if (config.tls() != null) {
            builder.withSsl(true)
                    .withVerifyPeer(
                            config.tls().verify() == RedisConfig.Verify.NONE ? SslVerifyMode.NONE : SslVerifyMode.FULL);
        }
        RedisURI uri = builder.build();
        if (password != null) {
            RedisCredentials known = RedisCredentials.just(config.user(), password);
            uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> known));
        }
        return uri;
    }

    private static @Nullable String credentials(RedisConfig.@Nullable Password password) throws IOException {
        return switch (password) {
            case null -> null;
            case RedisConfig.Password.InFile file -> {
                try {
                    yield Files.readString(file.file(), StandardCharsets.UTF_8).strip();
                } catch (IOException e) { // which often says no more than the name of the file
                    throw new IOException("its password in " + file.file() + " cannot be read: " + e, e);
                }
            }
            case RedisConfig.Password.InEnvironment variable -> {
                String value = System.getenv(variable.name());
                if (value == null || value.isEmpty()) {
                    throw new IOException("the variable " + variable.name() + " (\"password-env\") is not set");
                }
                yield value;
            }
        };
    }

    private static <B extends ClientOptions.Builder> B options(RedisConfig config, B builder) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        if (config.tls() != null && config.tls().ca() != null) {
            tls.trustManager(config.tls().ca().toFile());
        }
        builder.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .requestQueueSize(QUEUE_MAX)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(config.connectTimeout())
                        .keepAlive(true)
                        .build())
                .sslOptions(tls.build())
                .timeoutOptions(TimeoutOptions.enabled(config.timeout()));
        return builder;
    }

    private static ClusterClientOptions clustered(RedisConfig config) {
        return options(config, ClusterClientOptions.builder())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                        .refreshTriggersReconnectAttempts(1)
                        .enablePeriodicRefresh(REFRESH)
                        .build())
                .build();
    }

    /** A connection to the one server. */
    StatefulRedisConnection<byte[], byte[]> connect() {
        return single().connect(ByteArrayCodec.INSTANCE);
    }

    /** Connections to all nodes: Lettuce would refuse the first command to one that it has not dialled yet. */
    StatefulRedisClusterConnection<byte[], byte[]> connectCluster() {
        RedisClusterClient known = cluster();
        known.getPartitions();
        StatefulRedisClusterConnection<byte[], byte[]> connection = known.connect(ByteArrayCodec.INSTANCE);
        connection.getPartitions().stream()
                .filter(node -> !node.getSlots().isEmpty())
                .map(node -> connection.getConnectionAsync(
                        node.getUri().getHost(), node.getUri().getPort()))
                .toList()
                .forEach(dialled -> dialled.exceptionally(away -> null).join());
        return connection;
    }

    /** Asks who has which slots, if this is a cluster. Returns at once. @return when that has been answered, or not */
    CompletionStage<?> refresh() {
        return cluster == null ? CompletableFuture.completedStage(null) : cluster.refreshPartitionsAsync();
    }

    /** A connection to follow topics. */
    StatefulRedisPubSubConnection<byte[], byte[]> connectTopics() {
        if (cluster == null) {
            return single().connectPubSub(ByteArrayCodec.INSTANCE);
        }
        cluster.getPartitions();
        return cluster.connectPubSub(ByteArrayCodec.INSTANCE);
    }

    private RedisClient single() {
        if (single == null) {
            throw new IllegalStateException("this is a cluster");
        }
        return single;
    }

    private RedisClusterClient cluster() {
        if (cluster == null) {
            throw new IllegalStateException("this is no cluster");
        }
        return cluster;
    }

    /** Gives everything back. Blocking, for a moment. */
    @Override
    public void close() {
        (cluster == null ? single() : cluster).shutdown(0, 2, TimeUnit.SECONDS);
        Future<?> ended = resources.shutdown(0, 2, TimeUnit.SECONDS);
        try {
            ended.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
