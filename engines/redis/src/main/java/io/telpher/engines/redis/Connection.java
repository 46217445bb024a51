package io.telpher.engines.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.Timers;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The connection for commands, to one server or to a cluster: the two take the same ones. */
final class Connection implements AutoCloseable {
    private static final String WHOLE = "";
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Client client;
    private final Timers timers;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final String store;
    private final Family<Counter> calls;
    private final Counter answered;
    private final Link<? extends StatefulConnection<byte[], byte[]>> link;

    Connection(String name, Client client, boolean cluster, Timers timers, Metrics metrics) {
        this.store = "store " + name;
        this.name = name;
        this.client = client;
        this.timers = timers;
        this.calls = metrics.counter(
                "telpher_store_calls_total", "Calls to stores, by what came of them.", "store", "outcome");
        this.answered = calls.with(name, "ok");
        this.link = cluster
                ? new Link<>(store, timers, client::connectCluster)
                : new Link<>(store, timers, client::connect);
    }

    void open() {
        link.open();
    }

    boolean isOpen() {
        return link.isOpen();
    }

    /** What commands are given to; each returns at once. */
    RedisClusterAsyncCommands<byte[], byte[]> commands() throws Failure {
        return switch (link.connection()) {
            case StatefulRedisConnection<byte[], byte[]> one -> one.async();
            case StatefulRedisClusterConnection<byte[], byte[]> many -> many.async();
            default -> throw new IllegalStateException("neither a server nor a cluster");
        };
    }

    /** Who has a key: equal for the keys of one server. */
    String shard(byte[] key) throws Failure {
        if (!(link.connection() instanceof StatefulRedisClusterConnection<?, ?> cluster)) {
            return WHOLE;
        }
        RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        if (node == null) {
            throw failed(Failure.upstream(Failure.Kind.NO_ENDPOINT, true, store + ": no server has the slot"));
        }
        return node.getNodeId();
    }

    /** Waits by a cell, so that a thread carried by a loop parks. Lettuce itself owns the time-out. */
    <T> @Nullable T await(CompletionStage<T> promise) throws Failure, InterruptedException {
        Cell<Optional<T>> cell = new Cell<>();
        promise.whenComplete((answer, trouble) -> {
            if (trouble == null) {
                answered.increment();
                cell.complete(Optional.ofNullable(answer));
            } else {
                cell.fail(failed(trouble));
            }
        });
        try {
            return cell.join().orElse(null);
        } catch (InterruptedException e) {
            if (promise instanceof CompletableFuture<?> future) {
                future.cancel(true);
            }
            throw e;
        }
    }

    /** Whose connection it is, for people. */
    String called() {
        return store;
    }

    /** A call was answered. */
    void counted() {
        answered.increment();
    }

    /** Counts it, and says it in our words. */
    Failure failed(Throwable trouble) {
        Failure failure = Troubles.of(store, trouble);
        calls.with(name, failure.kind().label()).increment();
        if (failure.kind() == Failure.Kind.READ_TIMEOUT && refreshing.compareAndSet(false, true)) {
            refresh();
        }
        return failure;
    }

    /** A server of a cluster that is silent may have been replaced, and it is not the one to tell. Asked once a second at most. */
    private void refresh() {
        client.refresh().whenComplete((known, unknown) -> timers.after(REFRESH_NANOS, () -> refreshing.set(false)));
    }

    @Override
    public void close() {
        link.close();
    }
}
