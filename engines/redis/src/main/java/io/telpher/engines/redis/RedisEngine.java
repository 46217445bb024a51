package io.telpher.engines.redis;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.telpher.core.SharedObjects;
import io.telpher.core.SharedStore;
import io.telpher.core.Stores;
import io.telpher.core.Timers;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Metrics;
import java.io.IOException;
import java.util.function.DoubleSupplier;

/**
 * A Redis or Redis Cluster that this process uses, with its connections. It starts whether or not the servers are there: what
 * is asked meanwhile fails at once, and connections come by themselves.
 */
public final class RedisEngine implements Stores.Engine {
    private final Client client;
    private final Connection connection;
    private final Link<StatefulRedisPubSubConnection<byte[], byte[]>> listening;
    private final String prefix;
    private final RedisStore store;
    private final Leases leases;
    private final RedisLimiter limiter;

    /**
     * An engine that has not connected.
     *
     * @param name what the configuration calls it, for logs and failures
     * @param timers when connecting is tried again
     * @param metrics where it counts
     * @throws IOException if the password or the authorities cannot be read
     */
    public RedisEngine(String name, RedisConfig config, Timers timers, Metrics metrics) throws IOException {
        this(name, config, timers, metrics, () -> 0);
    }

    /** One whose limits are counted at a given time, in microseconds, for tests. */
    RedisEngine(String name, RedisConfig config, Timers timers, Metrics metrics, DoubleSupplier nowMicros)
            throws IOException {
        String called = "store " + name;
        this.client = new Client(config, new Watched(name, metrics));
        this.connection = new Connection(name, client, config.cluster(), timers, metrics);
        Topics[] told = new Topics[1];
        this.listening = new Link<>(called + " (topics)", timers, () -> told[0].heard(client.connectTopics()));
        told[0] = new Topics(called, listening);
        this.prefix = config.prefix();
        this.store = new RedisStore(config.prefix(), connection, told[0]);
        LimitLanes lanes = new LimitLanes(connection, config.overshoot(), nowMicros, timers);
        this.leases = new Leases(name, config.prefix(), config.overshoot(), timers, lanes, metrics);
        this.limiter = new RedisLimiter(config.prefix(), lanes, leases);
    }

    /** Begins to connect and does not wait for it. */
    @Override
    public void start() {
        Thread.ofVirtual().name("store").start(connection::open);
        Thread.ofVirtual().name("store").start(listening::open);
    }

    @Override
    public SharedStore values() {
        return store;
    }

    @Override
    public Limiter limits() {
        return limiter;
    }

    @Override
    public SharedObjects objects(String name, long bytesMax) {
        return new RedisObjects(connection, prefix, name, bytesMax);
    }

    /** Both for commands and to follow topics. */
    @Override
    public boolean isConnected() {
        return connection.isOpen() && listening.isOpen();
    }

    /** Blocking, for a moment. */
    @Override
    public void close() {
        leases.close();
        connection.close();
        listening.close();
        client.close();
    }
}
