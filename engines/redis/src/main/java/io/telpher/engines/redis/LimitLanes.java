package io.telpher.engines.redis;

import io.telpher.core.Failure;
import io.telpher.core.Ticker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** The lanes to the servers of a store. There are as many as there were servers since it began: a few. */
final class LimitLanes {
    private final Connection connection;
    private final double overshoot;
    private final DoubleSupplier nowMicros;
    private final Ticker ticker;
    private final String node =
            Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
    private final Map<String, LimitLane> lanes = new ConcurrentHashMap<>();

    LimitLanes(Connection connection, double overshoot, DoubleSupplier nowMicros, Ticker ticker) {
        this.connection = connection;
        this.overshoot = overshoot;
        this.nowMicros = nowMicros;
        this.ticker = ticker;
    }

    /** Who has a key. */
    String shard(byte[] key) throws Failure {
        return connection.shard(key);
    }

    /** Asks a shard, soon. */
    void submit(String shard, LimitGroup group) {
        lane(shard).submit(group);
    }

    /** Asks whoever has the key of the only check of a group, soon. */
    void submit(LimitGroup group) {
        try {
            submit(shard(group.asks().getFirst().key()), group);
        } catch (Failure failure) {
            group.fail(failure);
        }
    }

    private LimitLane lane(String shard) {
        LimitLane known = lanes.get(shard);
        return known != null
                ? known
                : lanes.computeIfAbsent(shard, _ -> new LimitLane(connection, node, overshoot, nowMicros, ticker));
    }

    /**
     * Waits for the answer. A key whose slot moves is asked for alone, which finds it; so are the checks of a group that are
     * in different slots: they cannot be taken together then.
     */
    List<LimitGroup> await(String shard, LimitGroup group) throws Failure, InterruptedException {
        group.join();
        if (!group.failed()) {
            return List.of(group);
        }
        List<LimitGroup> alone =
                group.asks().stream().map(ask -> new LimitGroup(List.of(ask))).toList();
        alone.forEach(lane(shard)::submitAlone);
        for (LimitGroup one : alone) {
            one.join();
            if (one.failed()) {
                throw connection.failed(Failure.upstream(
                        Failure.Kind.NO_ENDPOINT, true, connection.called() + ": the key's slot is on its way"));
            }
        }
        return alone;
    }
}
