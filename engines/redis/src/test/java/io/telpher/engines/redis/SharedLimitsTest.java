package io.telpher.engines.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Failure;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that two nodes count together, on servers that die, hang, forget and divide the keys among them. */
class SharedLimitsTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    @TempDir
    Path directory;

    private static Limit log(long amount) {
        return Limit.window("log", Algorithm.SLIDING_LOG, amount, DAY);
    }

    private static Decision take(Limiter limiter, Limit limit, String key) throws Exception {
        return limiter.check(List.of(new Check(limit, key, 1, true))).getFirst();
    }

    private static RedisEngine exact(RedisConfig config) throws Exception {
        return Engines.started(config.withOvershoot(0));
    }

    /** How many of so many tries pass, by several threads on each node at once. */
    private static long admitted(List<RedisEngine> nodes, Limit limit, String key, int triesEach) throws Exception {
        AtomicLong admitted = new AtomicLong();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (RedisEngine node : nodes) {
            for (int i = 0; i < 20; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        for (int n = 0; n < triesEach; n++) {
                            admitted.addAndGet(take(node.limits(), limit, key).allowed() ? 1 : 0);
                        }
                    } catch (Exception e) {
                        wrong.add(e);
                    }
                }));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        return admitted.get();
    }

    @Test
    void twoNodesTogetherAdmitExactlyTheAmount() throws Exception {
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine one = exact(Engines.config(redis, PATIENT));
                RedisEngine two = exact(Engines.config(redis, PATIENT))) {
            for (Algorithm algorithm :
                    List.of(Algorithm.SLIDING_LOG, Algorithm.SLIDING_WINDOW, Algorithm.FIXED_WINDOW)) {
                Limit limit = Limit.window(algorithm.name(), algorithm, 500, Limit.PERIOD_MAX_NANOS);
                assertThat(admitted(List.of(one, two), limit, "a", 40))
                        .as("%s", algorithm)
                        .isEqualTo(500);
            }
            for (Algorithm algorithm : List.of(Algorithm.TOKEN_BUCKET, Algorithm.GCRA)) {
                Limit limit = new Limit(algorithm.name(), algorithm, 1, DAY, 500);
                assertThat(admitted(List.of(one, two), limit, "a", 40))
                        .as("%s", algorithm)
                        .isEqualTo(500);
            }
        }
    }

    @Test
    void limitsOfManyServersAreTakenTogetherAndGivenBackTogether() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3);
                RedisEngine node = exact(Engines.config(cluster, PATIENT))) {
            Limit wide = log(1000);
            Limit narrow = Limit.window("narrow", Algorithm.FIXED_WINDOW, 1, Limit.PERIOD_MAX_NANOS);
            List<Check> batch = new ArrayList<>(IntStream.range(0, 20)
                    .mapToObj(i -> new Check(wide, "user " + i, 1, true))
                    .toList());
            batch.add(new Check(narrow, "everybody", 1, true));

            assertThat(node.limits().check(batch)).allMatch(Decision::allowed);
            List<Decision> refused = node.limits().check(batch);
            assertThat(refused.getLast().allowed()).isFalse();
            for (int i = 0; i < 20; i++) {
                Check look = new Check(wide, "user " + i, 0, true);
                Eventually.see(
                        () -> node.limits().check(List.of(look)).getFirst().remaining(), left -> left == 999);
            }
        }
    }

    @Test
    void whatRedisForgotIsSentAgain() throws Exception {
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine node = exact(Engines.config(redis, PATIENT))) {
            assertThat(take(node.limits(), log(2), "a").remaining()).isEqualTo(1);
            redis.cli("script", "flush");
            assertThat(take(node.limits(), log(2), "a").remaining()).isZero();
            assertThat(take(node.limits(), log(2), "a").allowed()).isFalse();
        }
    }

    @Test
    void aServerKilledUnderLoadFailsEachCheckOnceAndIsFoundAgain() throws Exception {
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine node = exact(Engines.config(redis, Duration.ofMillis(500)))) {
            take(node.limits(), log(1000), "a");
            redis.kill();
            for (int i = 0; i < 100; i++) {
                Failure failure = catchThrowableOfType(Failure.class, () -> take(node.limits(), log(1000), "a"));
                assertThat(failure.side()).isEqualTo(Failure.Side.UPSTREAM);
            }
            redis.again();
            Eventually.see(() -> answers(node, log(1000)), yes -> yes);
        }
    }

    @Test
    void aServerThatHangsCostsOneTimeoutAndThenNothing() throws Exception {
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine node = exact(Engines.config(redis, Duration.ofMillis(300)))) {
            take(node.limits(), log(1000), "a");
            Tool.run("kill", "-STOP", Long.toString(redis.process().pid())).succeeded();
            assertThat(catchThrowableOfType(Failure.class, () -> take(node.limits(), log(1000), "a"))
                            .kind())
                    .isEqualTo(Failure.Kind.READ_TIMEOUT);
            Tool.run("kill", "-CONT", Long.toString(redis.process().pid())).succeeded();
            Eventually.see(() -> answers(node, log(1000)), yes -> yes);
        }
    }

    @Test
    void oneDeadShardFailsItsOwnKeysOnly() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3);
                RedisEngine node = exact(Engines.config(cluster, Duration.ofSeconds(2)))) {
            List<RealRedis> owners = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                owners.add(cluster.primaryOf("rate_limit:log:{user " + i + "}"));
            }
            RealRedis dead = owners.getFirst();
            dead.kill();
            int well = 0;
            for (int i = 0; i < 12; i++) {
                String user = "user " + i;
                boolean lost = owners.get(i) == dead;
                Failure failure = catchThrowableOfType(Failure.class, () -> take(node.limits(), log(10), user));
                assertThat(failure == null).as(user).isEqualTo(!lost);
                well += lost ? 0 : 1;
            }
            assertThat(well).isBetween(1, 11);
        }
    }

    private static boolean answers(RedisEngine node, Limit limit) throws Exception {
        try {
            take(node.limits(), limit, "user 0");
            return true;
        } catch (Failure still) {
            return false;
        }
    }

    @Test
    void hotKeysAreAnsweredHereAndNeverBeyondTheStatedBound() throws Exception {
        Metrics metrics = new Metrics();
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine one = Engines.started(new RedisEngine(
                        "test", Engines.config(redis, PATIENT).withOvershoot(0.01), new RealTimers(), metrics));
                RedisEngine two = Engines.started(Engines.config(redis, PATIENT).withOvershoot(0.01))) {
            Limit limit = Limit.window("hot", Algorithm.SLIDING_LOG, 20_000, Limit.PERIOD_MAX_NANOS);

            long admitted = admitted(List.of(one, two), limit, "a", 1500);

            // All of it within one period: a lease is counted when it is taken, so no more than the amount can pass.
            assertThat(admitted).isBetween(20_000L - 200, 20_000L);
            assertThat(metrics.counter("telpher_store_limits_leased_total", "", "store")
                            .with("test")
                            .value())
                    .isGreaterThan(1000);
            assertThat(metrics.gauge("telpher_store_limits_overshoot_units", "", "store", "limit")
                            .with("test", "hot")
                            .value())
                    .isEqualTo(200);
        }
    }

    @Test
    void aLimitForEverybodyIsLeasedFromAClusterToo() throws Exception {
        Metrics metrics = new Metrics();
        Counter leased = metrics.counter("telpher_store_limits_leased_total", "", "store")
                .with("test");
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3);
                RedisEngine node = Engines.started(new RedisEngine(
                        "test", Engines.config(cluster, PATIENT).withOvershoot(0.01), new RealTimers(), metrics))) {
            for (String name : List.of("one", "two", "three", "four", "/{}", "/users/{id} route")) {
                long before = leased.value();
                Limit limit = Limit.window(name, Algorithm.SLIDING_WINDOW, 100_000, Limit.PERIOD_MAX_NANOS);
                assertThat(admitted(List.of(node), limit, "", 30)).isEqualTo(600);
                assertThat(leased.value()).as(name).isGreaterThan(before);
            }
        }
    }

    @Test
    void usersOfARouteWithABracedPathAreDividedAmongTheServers() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3)) {
            Limit limit = Limit.window("/users/{id} user", Algorithm.FIXED_WINDOW, 100, DAY);
            Set<RealRedis> owners = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                owners.add(cluster.primaryOf(new String(RedisLimiter.key("", limit, "user " + i), UTF_8)));
            }
            assertThat(owners).hasSize(3);
        }
    }

    @Test
    void whatIsNotUsedOfALeaseIsGivenBack() throws Exception {
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine one = Engines.started(Engines.config(redis, PATIENT).withOvershoot(0.1));
                RedisEngine other = exact(Engines.config(redis, PATIENT))) {
            Limit limit = Limit.window("idle", Algorithm.FIXED_WINDOW, 10_000, Limit.PERIOD_MAX_NANOS);
            long admitted = admitted(List.of(one), limit, "a", 100);
            Check look = new Check(limit, "a", 0, true);

            Eventually.see(
                    () -> other.limits().check(List.of(look)).getFirst().remaining(),
                    left -> left == 10_000 - admitted);
        }
    }
}
