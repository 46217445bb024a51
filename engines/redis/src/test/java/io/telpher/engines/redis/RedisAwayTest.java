package io.telpher.engines.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.Tool;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.SilentListener;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a store whose servers are away, strange or careful. */
class RedisAwayTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(10);
    private static final byte[] ONE = {1};
    private static final Duration PATIENT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void aServerThatIsNotThereYetIsAFailureAtOnceAndIsFoundWhenItComes() throws Exception {
        RealRedis redis = RealRedis.start(directory);
        redis.kill();
        try (redis;
                RedisEngine engine =
                        new RedisEngine("test", Engines.config(redis, PATIENT), new RealTimers(), new Metrics())) {
            engine.start();

            assertThat(failure(engine.values()).side()).isEqualTo(Failure.Side.UPSTREAM);
            assertThat(engine.isConnected()).isFalse();

            redis.again();
            Eventually.see(engine::isConnected, connected -> connected);
            engine.values().put("a", ONE, LONG);
            assertThat(engine.values().read("a")).isEqualTo(ONE);
        }
    }

    @Test
    void aServerThatDiesIsAFailureAtOnceAndIsFoundAgain() throws Exception {
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine engine = Engines.started(Engines.config(redis, PATIENT))) {
            engine.values().put("a", ONE, LONG);
            assertThat(engine.values().replace("a", ONE, ONE, LONG)).isTrue();
            Cell<byte[]> told = new Cell<>();
            Subscription following = engine.values().follow("topic", told::complete);

            redis.kill();
            Eventually.see(engine::isConnected, connected -> !connected);
            Failure failure = failure(engine.values());
            assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(failure.retryable()).isTrue();

            redis.again();
            Eventually.see(engine::isConnected, connected -> connected);
            assertThat(engine.values().read("a")).isNull();
            engine.values().put("a", ONE, LONG);
            // The script went with the server's memory and is sent again.
            assertThat(engine.values().replace("a", ONE, ONE, LONG)).isTrue();
            Eventually.see(
                    () -> {
                        engine.values().publish("topic", ONE);
                        return told.isDone();
                    },
                    done -> done);
            following.close();
        }
    }

    @Test
    void aServerThatHangsIsAFailureAfterTheTimeout() throws Exception {
        try (RealRedis redis = RealRedis.start(directory);
                RedisEngine engine = Engines.started(Engines.config(redis, Duration.ofMillis(200)))) {
            signal(redis, "STOP");
            assertThat(failure(engine.values()).kind()).isEqualTo(Failure.Kind.READ_TIMEOUT);

            signal(redis, "CONT");
            Eventually.see(
                    () -> {
                        try {
                            engine.values().put("a", ONE, LONG);
                            return true;
                        } catch (Failure still) {
                            return false;
                        }
                    },
                    answered -> answered);
        }
    }

    @Test
    void aShardThatHangsKeepsOneCallWaitingAndNoneOfOtherShards() throws Exception {
        Limit limit = Limit.window("limit", Algorithm.SLIDING_WINDOW, 100, TimeUnit.HOURS.toNanos(1));
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3);
                RedisEngine engine = Engines.started(Engines.config(cluster, Duration.ofSeconds(2)))) {
            RealRedis hung = cluster.primaryOf("rate_limit:limit:{a}");
            String elsewhere = IntStream.range(0, 1000)
                    .mapToObj(i -> "b" + i)
                    .filter(key -> primaryOf(cluster, key) != hung)
                    .findFirst()
                    .orElseThrow();
            List<Check> there = List.of(new Check(limit, "a", 1, true));
            List<Check> other = List.of(new Check(limit, elsewhere, 1, true));
            List<Check> both = List.of(there.getFirst(), other.getFirst());
            engine.limits().check(both);

            signal(hung, "STOP");
            try {
                assertThat(catchThrowableOfType(
                                Failure.class, () -> engine.limits().check(there)))
                        .hasMessageContaining("no answer in time");
                assertThat(catchThrowableOfType(
                                Failure.class, () -> engine.limits().check(both)))
                        .as("at once: it is left alone")
                        .hasMessageContaining("silent");
                assertThat(engine.limits().check(other).getFirst().allowed()).isTrue();
            } finally {
                signal(hung, "CONT");
            }
            assertThat(Eventually.see(
                            () -> engine.limits()
                                    .check(List.of(new Check(limit, elsewhere, 0, true)))
                                    .getFirst()
                                    .remaining(),
                            left -> left == 98))
                    .as("what was taken beside the hung one was given back")
                    .isEqualTo(98);
        }
    }

    private static RealRedis primaryOf(RealRedisCluster cluster, String key) {
        try {
            return cluster.primaryOf("rate_limit:limit:{" + key + "}");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aShardThatDiesIsAFailureAtOnceForWhatItHas() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3);
                RedisEngine engine = Engines.started(Engines.config(cluster, PATIENT))) {
            engine.values().put("a", ONE, LONG);
            cluster.primaryOf("a").kill();
            Eventually.see(() -> failure(engine.values()), failed -> failed != null);
            List<Failure.Kind> kinds = new ArrayList<>(); // while its death is found out
            Eventually.see(() -> kinds.add(failure(engine.values()).kind()) ? kinds.size() : 0, asked -> asked == 300);
            assertThat(kinds).doesNotContain(Failure.Kind.READ_TIMEOUT);
        }
    }

    @Test
    @Tag("slow")
    void aPrimaryThatHangsIsLeftForTheReplicaThatTookItsPlace() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3, 1);
                RedisEngine engine = Engines.started(Engines.config(cluster, Duration.ofMillis(500)))) {
            RealRedis hung = cluster.primaryOf("a");
            signal(hung, "STOP");
            try {
                Eventually.see(
                        () -> {
                            try {
                                engine.values().put("a", ONE, LONG);
                                return true;
                            } catch (Failure still) {
                                return false;
                            }
                        },
                        answered -> answered);
            } finally {
                signal(hung, "CONT");
            }
        }
    }

    @Test
    void aTopicIsHeardByAnotherServerWhenTheOneThatTellsItDies() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3);
                RedisEngine engine = Engines.started(Engines.config(cluster, PATIENT))) {
            AtomicInteger told = new AtomicInteger();
            Subscription following = engine.values().follow("topic", message -> told.incrementAndGet());
            RealRedis teller = cluster.nodes().stream()
                    .filter(node -> cli(node, "pubsub", "channels").contains("topic"))
                    .findFirst()
                    .orElseThrow();
            RealRedis publisher = cluster.nodes().stream()
                    .filter(node -> node != teller)
                    .findFirst()
                    .orElseThrow();

            teller.kill();
            Eventually.see(
                    () -> {
                        cli(publisher, "publish", "topic", "x");
                        return told.get();
                    },
                    count -> count > 0);
            following.close();
        }
    }

    private static String cli(RealRedis node, String... command) {
        try {
            return node.cli(command);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAcceptsAndSaysNothingIsNoServer() throws Exception {
        try (SilentListener silent = new SilentListener();
                RedisEngine engine = new RedisEngine(
                        "test",
                        RedisConfig.of(
                                false,
                                Duration.ofMillis(100),
                                new io.telpher.core.Endpoint("127.0.0.1", silent.port())),
                        new RealTimers(),
                        new Metrics())) {
            engine.start();
            assertThat(failure(engine.values()).side()).isEqualTo(Failure.Side.UPSTREAM);
        }
    }

    @Test
    void aPasswordIsReadFromItsFileAndNeverShown() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "open sesame\n");
        try (RealRedis redis = RealRedis.start(directory, "--requirepass", "open sesame");
                RedisEngine engine = Engines.started(with(redis, new RedisConfig.Password.InFile(file), null))) {
            engine.values().put("a", ONE, LONG);
            assertThat(engine.values().read("a")).isEqualTo(ONE);
        }
    }

    @Test
    void aPasswordThatIsNotThereIsSaidAtOnce() throws Exception {
        try (RealRedis redis = RealRedis.start(directory)) {
            assertThatThrownBy(() -> new RedisEngine(
                            "test",
                            with(redis, new RedisConfig.Password.InFile(directory.resolve("gone")), null),
                            new RealTimers(),
                            new Metrics()))
                    .hasMessageContaining("gone");
            assertThatThrownBy(() -> new RedisEngine(
                            "test",
                            with(redis, new RedisConfig.Password.InEnvironment("TELPHER_NO_SUCH"), null),
                            new RealTimers(),
                            new Metrics()))
                    .hasMessageContaining("TELPHER_NO_SUCH");
        }
    }

    @Test
    void tlsIsSpokenToWhoProvesHisNameAndToNobodyElse() throws Exception {
        SelfSigned certificate = SelfSigned.create(directory, "redis.test");
        SelfSigned stranger = SelfSigned.create(directory, "stranger.test");
        try (RealRedis redis = RealRedis.secure(directory, certificate);
                RedisEngine engine = Engines.started(
                        with(redis, null, new RedisConfig.Tls(certificate.certificate(), RedisConfig.Verify.FULL)));
                RedisEngine distrustful = new RedisEngine(
                        "test",
                        with(redis, null, new RedisConfig.Tls(stranger.certificate(), RedisConfig.Verify.FULL)),
                        new RealTimers(),
                        new Metrics())) {
            engine.values().put("a", ONE, LONG);
            assertThat(engine.values().read("a")).isEqualTo(ONE);

            distrustful.start();
            assertThat(failure(distrustful.values()).side()).isEqualTo(Failure.Side.UPSTREAM);
        }
    }

    @Test
    void aClosedEngineLeavesNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (RealRedis redis = RealRedis.start(directory)) {
            for (int i = 0; i < 3; i++) {
                Engines.started(Engines.config(redis, PATIENT)).close();
            }
        }
        Eventually.see(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread ->
                                !before.contains(thread) && thread.getName().startsWith("lettuce"))
                        .map(Thread::getName)
                        .collect(Collectors.joining(", ")),
                String::isEmpty);
    }

    private static RedisConfig with(RealRedis redis, RedisConfig.Password password, RedisConfig.Tls tls) {
        RedisConfig plain = Engines.config(redis, PATIENT);
        return new RedisConfig(
                plain.endpoints(), false, null, password, tls, "", plain.timeout(), plain.connectTimeout(), 0);
    }

    private static Failure failure(SharedStore store) {
        return catchThrowableOfType(Failure.class, () -> store.read("a"));
    }

    private static void signal(RealRedis redis, String name) throws Exception {
        Tool.run("kill", "-" + name, Long.toString(redis.process().pid())).succeeded();
    }
}
