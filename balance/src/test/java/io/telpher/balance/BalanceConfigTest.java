package io.telpher.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.algorithm.BalanceConfig;
import io.telpher.balance.algorithm.HashKey;
import io.telpher.balance.health.HealthConfig;
import io.telpher.core.Endpoint;
import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problem;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Shape;
import io.telpher.core.pool.PoolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BalanceConfigTest {
    private static final Location HERE = new Location("telpher.yaml", 1, 1);

    private final Problems problems = new Problems();

    private static Node text(String text) {
        return new Node.Scalar(HERE, text);
    }

    private static Node list(Node... items) {
        return new Node.Items(HERE, List.of(items));
    }

    private static Node map(Object... keysAndValues) {
        List<Node.Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            entries.add(new Node.Entry(
                    HERE, (String) keysAndValues[i], value instanceof Node node ? node : text((String) value)));
        }
        return new Node.Entries(HERE, entries);
    }

    private <T> T good(Shape<T> shape, Node node) {
        T value = shape.read(node, problems);
        assertThat(problems.all()).isEmpty();
        return value;
    }

    private List<String> bad(Shape<?> shape, Node node) {
        Problems own = new Problems();
        assertThat(shape.read(node, own) == null || own.hasErrors()).isTrue();
        assertThat(own.hasErrors()).isTrue();
        return own.all().stream().map(Problem::toString).toList();
    }

    @Test
    void healthIsReadAsWritten() {
        HealthConfig config = good(HealthConfig.SHAPE, map("http", "/health", "interval", "1s", "timeout", "1s"));
        assertThat(config)
                .isEqualTo(new HealthConfig(
                        new HealthConfig.Check.Http("/health"), Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 2));
    }

    @Test
    void healthHasTheUsualNumbers() {
        assertThat(good(HealthConfig.SHAPE, map("tcp", "true")))
                .isEqualTo(new HealthConfig(
                        new HealthConfig.Check.Tcp(), Duration.ofSeconds(10), Duration.ofSeconds(5), 2, 2));
        assertThat(good(HealthConfig.SHAPE, map("deep", "/ready")).check())
                .isEqualTo(new HealthConfig.Check.Deep("/ready"));
    }

    @Test
    void healthAsksExactlyOneQuestion() {
        assertThat(bad(HealthConfig.SHAPE, map())).singleElement().asString().contains("exactly one of");
        assertThat(bad(HealthConfig.SHAPE, map("tcp", "true", "http", "/"))).hasSize(1);
        bad(HealthConfig.SHAPE, map("http", "health"));
        bad(HealthConfig.SHAPE, map("tcp", "true", "interval", "0s"));
        bad(HealthConfig.SHAPE, map("tcp", "true", "unhealthy", "0"));
    }

    @Test
    void balanceIsAWordOrAMapping() {
        for (Algorithm algorithm : Algorithm.values()) {
            String word = algorithm.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            assertThat(good(BalanceConfig.SHAPE, text(word)).algorithm()).isEqualTo(algorithm);
        }
        assertThat(good(BalanceConfig.SHAPE, map("consistent-hash", map("on", "header:X-User", "bounded-load", "1.5"))))
                .isEqualTo(new BalanceConfig(Algorithm.CONSISTENT_HASH, new HashKey.Header("x-user"), 1.5));
        assertThat(good(BalanceConfig.SHAPE, map("consistent-hash", map("on", "cookie:sid", "bounded-load", "off"))))
                .isEqualTo(new BalanceConfig(
                        Algorithm.CONSISTENT_HASH, new HashKey.Cookie("sid"), Double.POSITIVE_INFINITY));
        assertThat(good(BalanceConfig.SHAPE, map("consistent-hash", map("on", "url"))))
                .isEqualTo(new BalanceConfig(Algorithm.CONSISTENT_HASH, new HashKey.Url(), 1.25));
        assertThat(good(BalanceConfig.SHAPE, map("consistent-hash", map())))
                .isEqualTo(new BalanceConfig(Algorithm.CONSISTENT_HASH, new HashKey.Ip(), 1.25));
    }

    @Test
    void balanceRefusesWhatItDoesNotKnow() {
        bad(BalanceConfig.SHAPE, text("fastest"));
        bad(BalanceConfig.SHAPE, map("round-robin", map()));
        bad(BalanceConfig.SHAPE, map("consistent-hash", map("on", "header:")));
        bad(BalanceConfig.SHAPE, map("consistent-hash", map("on", "cookie:a b")));
        bad(BalanceConfig.SHAPE, map("consistent-hash", map("bounded-load", "1")));
        bad(BalanceConfig.SHAPE, map("consistent-hash", map("bounded-load", "NaN")));
    }

    @Test
    void endpointsAreReadInEveryForm() {
        List<Endpoint> endpoints = good(
                Endpoints.SHAPE,
                list(
                        text("127.0.0.1:9001"),
                        text("[0:0::1]:9002"),
                        text("Name:80"),
                        map("address", "10.0.0.1:80", "weight", "3")));
        assertThat(endpoints)
                .containsExactly(
                        new Endpoint("127.0.0.1", 9001),
                        new Endpoint("::1", 9002),
                        new Endpoint("name", 80),
                        new Endpoint("10.0.0.1", 80, 3));
        assertThat(good(Endpoints.SHAPE, text("a:80"))).containsExactly(new Endpoint("a", 80));
    }

    @Test
    void badEndpointsAreMistakes() {
        Stream.of(
                        "a",
                        "a:",
                        ":80",
                        "a:0",
                        "a:65536",
                        "a:080",
                        "1.2.3:80",
                        "1.2.3.256:80",
                        "::1:80",
                        "[::1]",
                        "[a]:80",
                        "a b:80",
                        "-a:80",
                        "[::g]:80",
                        "[1:2]:80",
                        "http://a:80",
                        "a:99999999999")
                .forEach(bad -> assertThat(bad(Endpoints.SHAPE, list(text(bad))))
                        .as(bad)
                        .hasSize(1));
        bad(Endpoints.SHAPE, list());
        bad(Endpoints.SHAPE, list(map("address", "a:80", "weight", "0")));
    }

    @Test
    void theSameEndpointTwiceIsAMistake() {
        assertThat(bad(Endpoints.SHAPE, list(text("[::1]:80"), map("address", "[0:0::1]:80", "weight", "2"))))
                .singleElement()
                .asString()
                .contains("[::1]:80", "twice", "[1]");
    }

    @Test
    void weightsThatMakeNoDifferenceAreWarnedOf() {
        List<Endpoint> weighted = List.of(new Endpoint("a", 80, 3), new Endpoint("b", 80));
        new BalanceConfig(Algorithm.WEIGHTED_ROUND_ROBIN).check(weighted, HERE, problems);
        assertThat(problems.all()).isEmpty();
        new BalanceConfig(Algorithm.ROUND_ROBIN).check(weighted, HERE, problems);
        assertThat(problems.all()).singleElement().asString().contains("warning", "weighted-round-robin");
    }

    @Test
    void poolsHaveTheirPresets() {
        assertThat(good(PoolConfig.SHAPE, map())).isEqualTo(PoolConfig.GENERIC);
        PoolConfig five = good(PoolConfig.SHAPE, map("max", "5"));
        assertThat(List.of(five.min(), five.maxIdle(), five.max())).containsExactly(5, 5, 5);
        bad(PoolConfig.SHAPE, map("min", "5", "max", "3"));
    }
}
