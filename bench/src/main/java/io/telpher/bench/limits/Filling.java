package io.telpher.bench.limits;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Limit;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.net.Loop;
import java.util.List;

/** Asks once for each of some users, so that all of them have their keys in Redis. Confined to one loop. */
final class Filling {
    private final Loop loop;
    private final RedisEngine node;
    private final Limit limit;
    private final long first;
    private final long end;
    private final Cell<Boolean> done = new Cell<>();
    private long next;
    private long answered;
    private long failed;

    Filling(Loop loop, RedisEngine node, Limit limit, long first, long end) {
        this.loop = loop;
        this.node = node;
        this.limit = limit;
        this.first = first;
        this.end = end;
        this.next = first;
    }

    void begin(int workers) {
        loop.execute(() -> {
            for (int i = 0; i < workers; i++) {
                loop.start(this::work);
            }
        });
    }

    private void work() {
        while (next < end) {
            String key = "user_" + next++;
            try {
                node.limits().check(List.of(new Check(limit, key, 1, true)));
            } catch (Failure | InterruptedException e) {
                failed++;
            }
            answered++;
        }
        if (answered == end - first) {
            done.complete(true);
        }
    }

    void join() throws InterruptedException {
        done.join();
    }

    /** After {@link #join}. */
    long asked() {
        return answered;
    }

    /** After {@link #join}. */
    long failed() {
        return failed;
    }
}
