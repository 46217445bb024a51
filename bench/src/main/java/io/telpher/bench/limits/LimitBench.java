package io.telpher.bench.limits;

import com.sun.management.OperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Checks against a Redis Cluster from threads that event loops carry, as requests are: {@code main SERVERS CASE RATE WORKERS
 * WARM SECONDS}. A rate of 0 has so many workers ask again and again, any other begins so many checks a second whatever
 * becomes of them. Prints {@code begin} and {@code end} where it measures, then one line of numbers.
 */
public final class LimitBench {
    /** What S9 asks for: for each user by the sliding window, for everybody by a bucket of a second. */
    private static final Limit USER = Limit.window("user", Algorithm.SLIDING_WINDOW, 100, TimeUnit.MINUTES.toNanos(1));

    private static final Limit EVERYBODY =
            new Limit("everybody", Algorithm.TOKEN_BUCKET, 100_000_000, TimeUnit.MINUTES.toNanos(1), 1_666_667);
    /** One that is asked for more than it allows, to see how much more passes. */
    private static final Limit NARROW = new Limit("narrow", Algorithm.TOKEN_BUCKET, 20_000, 1_000_000_000, 20_000);

    private static final double OVERSHOOT = 0.001;
    private static final double NARROW_OVERSHOOT = 0.05;

    private LimitBench() {}

    /** Runs one case. */
    public static void main(String[] args) throws Exception {
        Loops loops = new Loops(Transport.best(), Runtime.getRuntime().availableProcessors());
        Loop first = loops.all().getFirst();
        Waiter waiter = new Waiter(first);
        Metrics metrics = new Metrics();
        List<RedisEngine> nodes = new ArrayList<>();
        boolean narrow = args[1].equals("overshoot");
        for (int i = 0; i < (narrow ? 2 : 1); i++) {
            RedisEngine node =
                    new RedisEngine("bench", config(args[0], narrow ? NARROW_OVERSHOOT : OVERSHOOT), first, metrics);
            node.start();
            nodes.add(node);
        }
        for (RedisEngine node : nodes) {
            while (!node.isConnected()) {
                waiter.sleep(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        Limit limit = args[1].equals("exact") ? USER : narrow ? NARROW : EVERYBODY;
        long rate = Long.parseLong(args[2]);
        int workers = Integer.parseInt(args[3]);
        List<Driver> drivers = new ArrayList<>();
        for (Loop loop : loops.all()) {
            Driver driver = new Driver(loop, nodes.get(drivers.size() % nodes.size()), limit);
            drivers.add(driver);
            loop.execute(() -> driver.begin(
                    (double) rate / loops.all().size(), workers / loops.all().size()));
        }
        waiter.sleep(seconds(args[4]));
        measure(drivers, waiter, seconds(args[5]));
        if (narrow) {
            System.out.println("bound " + (long) (NARROW.burst() * NARROW_OVERSHOOT) + " burst " + NARROW.burst()
                    + " amount " + NARROW.amount());
        }
        System.exit(0);
    }

    private static void measure(List<Driver> drivers, Waiter waiter, long nanos) throws InterruptedException {
        System.out.println("begin");
        long cpu = cpuNanos();
        long began = waiter.ticker().nanos();
        each(drivers, Driver::forget);
        waiter.sleep(nanos);
        List<Latencies> latencies = new ArrayList<>();
        long[] sums = new long[3];
        each(drivers, driver -> {
            synchronized (sums) {
                sums[0] += driver.checks();
                sums[1] += driver.admitted();
                sums[2] += driver.failed();
                latencies.add(driver.latencies());
            }
        });
        long spent = waiter.ticker().nanos() - began;
        long used = cpuNanos() - cpu;
        System.out.println("end");
        Latencies all = new Latencies();
        latencies.forEach(all::addAll);
        System.out.printf(
                "checks %d admitted %d failed %d seconds %.3f cpu_micros %d p50_micros %d p99_micros %d p999_micros %d%n",
                sums[0],
                sums[1],
                sums[2],
                spent / 1e9,
                used / 1000,
                all.micros(0.5),
                all.micros(0.99),
                all.micros(0.999));
    }

    private static void each(List<Driver> drivers, java.util.function.Consumer<Driver> visitor)
            throws InterruptedException {
        for (Driver driver : drivers) {
            Cell<Boolean> done = new Cell<>();
            driver.loop().execute(() -> {
                visitor.accept(driver);
                done.complete(true);
            });
            done.join();
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long seconds(String text) {
        return (long) (Double.parseDouble(text) * 1e9);
    }

    private static RedisConfig config(String servers, double overshoot) {
        Endpoint[] endpoints = List.of(servers.split(",")).stream()
                .map(server -> new Endpoint("127.0.0.1", Integer.parseInt(server)))
                .toArray(Endpoint[]::new);
        return RedisConfig.of(true, Duration.ofSeconds(2), endpoints).withOvershoot(overshoot);
    }
}
