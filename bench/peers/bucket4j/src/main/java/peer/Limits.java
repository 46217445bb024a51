package peer;

import com.sun.management.OperatingSystemMXBean;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Bucket4j's token bucket for a million users on a Redis Cluster: {@code main PORTS WORKERS SECONDS}, as LimitBench. */
public final class Limits {
    private static final int USERS = 1_000_000;
    private static final int MICROS_MAX = 200_000;
    private static final AtomicLong CHECKS = new AtomicLong();
    private static final AtomicLong FAILED = new AtomicLong();
    private static final AtomicLongArray LATENCIES = new AtomicLongArray(MICROS_MAX + 1);
    private static final BucketConfiguration LIMIT = BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(100).refillGreedy(100, Duration.ofMinutes(1)))
            .build();

    public static void main(String[] args) throws Exception {
        RedisClusterClient client = RedisClusterClient.create(Arrays.stream(args[0].split(","))
                .map(port -> RedisURI.create("127.0.0.1", Integer.parseInt(port)))
                .toList());
        StatefulRedisClusterConnection<String, byte[]> connection =
                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        AsyncProxyManager<String> buckets = Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                .build()
                .asAsync();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            again(buckets);
        }
        System.out.println("warm");
        System.in.read();
        System.out.println("begin");
        long cpu = cpuNanos();
        long began = System.nanoTime();
        CHECKS.set(0);
        FAILED.set(0);
        for (int i = 0; i <= MICROS_MAX; i++) {
            LATENCIES.set(i, 0);
        }
        Thread.sleep((long) (Double.parseDouble(args[2]) * 1000));
        long checks = CHECKS.get();
        long spent = System.nanoTime() - began;
        long used = cpuNanos() - cpu;
        System.out.println("end");
        System.out.printf(
                "checks %d admitted %d failed %d seconds %.3f cpu_micros %d p50_micros %d p99_micros %d p999_micros %d%n",
                checks, checks, FAILED.get(), spent / 1e9, used / 1000, micros(0.5), micros(0.99), micros(0.999));
        System.exit(0);
    }

    private static void again(AsyncProxyManager<String> buckets) {
        long began = System.nanoTime();
        String key = "bucket4j:user_" + ThreadLocalRandom.current().nextInt(USERS);
        buckets.builder()
                .build(key, () -> java.util.concurrent.CompletableFuture.completedFuture(LIMIT))
                .tryConsume(1)
                .whenCompleteAsync((admitted, trouble) -> {
                    if (trouble != null) {
                        FAILED.incrementAndGet();
                    }
                    CHECKS.incrementAndGet();
                    LATENCIES.incrementAndGet((int) Math.min(MICROS_MAX, (System.nanoTime() - began) / 1000));
                    again(buckets);
                });
    }

    private static long micros(double part) {
        long all = 0;
        for (int i = 0; i <= MICROS_MAX; i++) {
            all += LATENCIES.get(i);
        }
        long seen = 0;
        for (int i = 0; i <= MICROS_MAX; i++) {
            seen += LATENCIES.get(i);
            if (seen >= all * part) {
                return i;
            }
        }
        return MICROS_MAX;
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
