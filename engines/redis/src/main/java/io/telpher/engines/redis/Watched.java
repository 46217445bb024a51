package io.telpher.engines.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the metrics of the connections to a store that come and go. */
final class Watched implements RedisConnectionStateListener {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.store");

    private final String name;
    private final Gauge connections;
    /** Those that are counted: Lettuce also tells of the end of some that never began. */
    private final Set<RedisChannelHandler<?, ?>> open = ConcurrentHashMap.newKeySet();

    Watched(String name, Metrics metrics) {
        this.name = name;
        this.connections = metrics.gauge(
                        "telpher_store_connections", "Open connections to the servers of a store.", "store")
                .with(name);
    }

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        if (open.add(connection)) {
            connections.increment();
        }
        LOG.info("store {}: connected to {}", name, address);
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        if (!open.remove(connection)) {
            return;
        }
        connections.decrement();
        if (!connection.isClosed()) {
            LOG.warn("store {}: a connection broke and is dialled again", name);
        }
    }
}
