package io.telpher.app.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.Configuration;
import io.telpher.app.ConfigurationReader;
import io.telpher.core.config.Problem;
import io.telpher.resilience.breaker.BreakerConfig;
import io.telpher.resilience.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardConfigTest {

    private static ConfigurationReader.Reading read(String keys) {
        return ConfigurationReader.read("f.yaml", """
                listeners: [{http: 8080}]
                upstreams:
                  web:
                    endpoints: [127.0.0.1:9001]
                    KEYS
                routes: [{match: {path: /**}, to: web}]
                """.replace("KEYS", keys));
    }

    private static GuardConfig guards(String keys) {
        Configuration configuration = read(keys).configuration();
        return Objects.requireNonNull(configuration).upstreams().get("web").guards();
    }

    @Test
    void nothingGuardsUnlessItIsWritten() {
        assertThat(guards("")).isEqualTo(new GuardConfig(null, null));
    }

    @Test
    void aWordIsEnough() {
        assertThat(guards("breaker: {}").breaker()).isEqualTo(BreakerConfig.DEFAULT);
        assertThat(guards("bulkhead: {}").bulkhead()).isEqualTo(BulkheadConfig.of(30));
        assertThat(guards("bulkhead: {concurrent: adaptive}").bulkhead()).isEqualTo(BulkheadConfig.found());
    }

    @Test
    void everyKeyIsRead() {
        assertThat(guards("breaker: {failures: 3, share: 20%, window: 1m, open: 5s, successes: 1, probes: 4,"
                                + " endpoints: false}")
                        .breaker())
                .isEqualTo(new BreakerConfig(3, 20, Duration.ofMinutes(1), Duration.ofSeconds(5), 1, 4, false));
        assertThat(guards("bulkhead: {concurrent: 5, waiting: 0, wait: 2s}").bulkhead())
                .isEqualTo(new BulkheadConfig(5, 0, Duration.ofSeconds(2), null));
        assertThat(guards("bulkhead: {concurrent: {adaptive: {min: 50, max: 80}}}")
                        .bulkhead())
                .isEqualTo(new BulkheadConfig(50, 30, Duration.ofSeconds(1), new BulkheadConfig.Adaptive(50, 80)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "breaker: on",
                "breaker: {failures: 0}",
                "breaker: {share: 0%}",
                "breaker: {share: 101%}",
                "breaker: {window: 10ms}",
                "breaker: {open: 2h}",
                "breaker: {probes: 101}",
                "bulkhead: {concurrent: 0}",
                "bulkhead: {concurrent: adaptiv}",
                "bulkhead: {concurrent: {adaptive: {min: 5, max: 4}}}",
                "bulkhead: {waiting: -1}",
                "fallback: {}",
                "fallback: {to: web, respond: 200}"
            })
    void whatIsWrongIsToldWithItsPlace(String keys) {
        List<Problem> problems = read(keys).problems();
        assertThat(problems).isNotEmpty();
        assertThat(problems.getFirst().location().line()).isEqualTo(5);
        assertThat(problems.getFirst().path()).startsWith("upstreams.web." + keys.substring(0, keys.indexOf(':')));
    }
}
