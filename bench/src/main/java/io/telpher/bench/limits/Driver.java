package io.telpher.bench.limits;

import io.telpher.core.Failure;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Limit;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.net.Loop;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Who asks on one loop. Everything of it is confined to the loop, its carried threads included. */
final class Driver {
    private static final int USERS = 1_000_000;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Loop loop;
    private final RedisEngine node;
    private final Limit limit;
    private final SplittableRandom random = new SplittableRandom();
    private Latencies latencies = new Latencies();
    private long checks;
    private long admitted;
    private long failed;
    private long startedNanos;
    private double owed;

    Driver(Loop loop, RedisEngine node, Limit limit) {
        this.loop = loop;
        this.node = node;
        this.limit = limit;
    }

    Loop loop() {
        return loop;
    }

    void begin(double rate, int workers) {
        startedNanos = loop.nanos();
        if (rate > 0) {
            tick(rate);
        } else {
            for (int i = 0; i < workers; i++) {
                loop.start(this::again);
            }
        }
    }

    private void tick(double rate) {
        long now = loop.nanos();
        // A loop that cannot keep up leaves checks out, which shows in their number, rather than never to be done.
        owed = Math.min(owed + rate * (now - startedNanos) / 1e9, rate / 20);
        startedNanos = now;
        for (; owed >= 1; owed--) {
            loop.start(() -> once(now));
        }
        loop.after(TICK_NANOS, () -> tick(rate));
    }

    private void again() {
        // Answered from a lease it would never park, and its loop would do nothing else.
        for (int i = 0; true; i++) {
            once(loop.nanos());
            if (i % 64 == 63) {
                Thread.yield();
            }
        }
    }

    private void once(long since) {
        String key = limit.name().equals("user") ? "user_" + random.nextInt(USERS) : "everybody";
        try {
            if (node.limits()
                    .check(List.of(new Check(limit, key, 1, true)))
                    .getFirst()
                    .allowed()) {
                admitted++;
            }
        } catch (Failure | InterruptedException e) {
            failed++;
        }
        checks++;
        latencies.add(loop.nanos() - since);
    }

    void forget() {
        checks = 0;
        admitted = 0;
        failed = 0;
        latencies = new Latencies();
    }

    long checks() {
        return checks;
    }

    long admitted() {
        return admitted;
    }

    long failed() {
        return failed;
    }

    Latencies latencies() {
        return latencies;
    }
}
