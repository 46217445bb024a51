package io.telpher.bench.limits;

import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Waiter;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Metrics;
import io.telpher.engines.redis.RedisConfig;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks against a Redis Cluster from threads that event loops carry, as requests are: {@code main SERVERS CASE RATE WORKERS
 * SECONDS}. A rate of 0 has so many workers ask again and again, any other begins so many checks a second whatever becomes of
 * them. Prints {@code warm} once it asks, measures when it is sent a line, prints {@code begin} and {@code end} where it does,
 * then one line of numbers.
 *
 * <p>Cases: {@code exact} (a million users, each by the sliding window), {@code leased} (one key that all ask for), {@code
 * fill} (asks once for each of RATE users), {@code overshoot} (see {@link Overshoot}).
 */
public final class LimitBench {
    /** What S9 asks for: for each user by the sliding window, for everybody by a bucket of a second. */
    private static final Limit USER = Limit.window("user", Algorithm.SLIDING_WINDOW, 100, TimeUnit.MINUTES.toNanos(1));

    private static final Limit EVERYBODY =
            new Limit("everybody", Algorithm.TOKEN_BUCKET, 100_000_000, TimeUnit.MINUTES.toNanos(1), 1_666_667);

    private static final double OVERSHOOT = 0.001;

    private final Loops loops = new Loops(Transport.best(), Runtime.getRuntime().availableProcessors());
    private final Waiter waiter = new Waiter(loops.all().getFirst());
    private final String servers;

    private LimitBench(String servers) {
        this.servers = servers;
    }

    /** Runs one case. */
    public static void main(String[] args) throws Exception {
        LimitBench bench = new LimitBench(args[0]);
        long rate = Long.parseLong(args[2]);
        int workers = Integer.parseInt(args[3]);
        long nanos = (long) (Double.parseDouble(args[4]) * 1e9);
        switch (args[1]) {
            case "exact" -> bench.run(USER, rate, workers, nanos);
            case "leased" -> bench.run(EVERYBODY, rate, workers, nanos);
            case "fill" -> bench.fill(rate, workers);
            case "overshoot" -> bench.overshoot(nanos);
            default -> throw new IllegalArgumentException("no such case: " + args[1]);
        }
        System.exit(0);
    }

    private void run(Limit limit, long rate, int workers, long nanos) throws Exception {
        RedisEngine node = node(OVERSHOOT);
        List<Driver> drivers = new ArrayList<>();
        int count = loops.all().size();
        for (Loop loop : loops.all()) {
            Driver driver = new Driver(loop, node, limit);
            drivers.add(driver);
            loop.execute(() -> driver.begin((double) rate / count, workers / count));
        }
        warm();
        measure(drivers, nanos);
    }

    /** Shows that load has begun, and waits until whoever started us finds that the compilers are quiet. */
    private static void warm() throws IOException {
        System.out.println("warm");
        System.in.read();
    }

    private void measure(List<Driver> drivers, long nanos) throws InterruptedException {
        Measured measured = Measured.begin(waiter.ticker());
        each(drivers, Driver::loop, Driver::forget);
        waiter.sleep(nanos);
        each(
                drivers,
                Driver::loop,
                driver -> measured.add(driver.checks(), driver.admitted(), driver.failed(), driver.latencies()));
        measured.end("");
    }

    /** Each on its own loop, one after the other. */
    static <T> void each(List<T> all, Function<T, Loop> loop, Consumer<T> visitor) throws InterruptedException {
        for (T one : all) {
            Cell<Boolean> done = new Cell<>();
            loop.apply(one).execute(() -> {
                visitor.accept(one);
                done.complete(true);
            });
            done.join();
        }
    }

    private void fill(long users, int workers) throws Exception {
        RedisEngine node = node(OVERSHOOT);
        Measured measured = Measured.begin(waiter.ticker());
        List<Filling> all = new ArrayList<>();
        int count = loops.all().size();
        for (int i = 0; i < count; i++) {
            Filling one = new Filling(loops.all().get(i), node, USER, users * i / count, users * (i + 1) / count);
            all.add(one);
            one.begin(workers / count);
        }
        for (Filling one : all) {
            one.join();
            measured.add(one.asked(), one.asked() - one.failed(), one.failed(), new Latencies());
        }
        measured.end("");
    }

    private void overshoot(long nanos) throws Exception {
        Overshoot overshoot = new Overshoot(loops, waiter, this::node);
        overshoot.begin();
        warm();
        overshoot.measure(nanos);
    }

    /** A node of Telpher, connected. */
    private RedisEngine node(double overshoot) throws IOException, InterruptedException {
        Endpoint[] endpoints = List.of(servers.split(",")).stream()
                .map(server -> new Endpoint("127.0.0.1", Integer.parseInt(server)))
                .toArray(Endpoint[]::new);
        RedisConfig config =
                RedisConfig.of(true, Duration.ofSeconds(2), endpoints).withOvershoot(overshoot);
        RedisEngine node = new RedisEngine("bench", config, loops.all().getFirst(), new Metrics());
        node.start();
        while (!node.isConnected()) {
            waiter.sleep(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return node;
    }
}
