package io.telpher.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.algorithm.BalanceConfig;
import io.telpher.balance.algorithm.Hash;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.EndpointRegistry;
import io.telpher.core.Ending;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Resolver;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.ManualTimers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardedTest {
    private static final long SECOND = 1_000_000_000L;

    private final Set<Endpoint> shut = new HashSet<>();

    private final class Way implements Service<String, Endpoint>, Guarded {
        private final Endpoint endpoint;

        Way(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Endpoint call(String request) {
            return endpoint;
        }

        @Override
        public boolean admits() {
            return !shut.contains(endpoint);
        }

        @Override
        public long waitNanos() {
            return SECOND;
        }
    }

    private static final class EndpointTraits implements Traits<String, Endpoint> {
        @Override
        public boolean idempotent(String request) {
            return true;
        }

        @Override
        public boolean replayable(String request) {
            return true;
        }

        @Override
        public boolean failed(Endpoint reply) {
            return false;
        }

        @Override
        public Ending end(Endpoint reply) {
            return Ending.of(Outcome.DONE);
        }

        @Override
        public void discard(Endpoint reply) {}
    }

    private Upstream<String, Endpoint> upstream(Algorithm algorithm) {
        var registry = new EndpointRegistry(new ManualTimers(), Runnable::run, _ -> (_, _) -> null, new Metrics());
        Upstream<String, Endpoint> upstream = new Upstream<>(
                new UpstreamParts<>(
                        "web",
                        Resolver.fixed(List.of(Scene.endpoint(0), Scene.endpoint(1))),
                        new BalanceConfig(algorithm),
                        null,
                        Degradation.DEFAULT,
                        Hash::of,
                        Way::new,
                        new EndpointTraits(),
                        (_, _) -> {}),
                registry);
        upstream.start();
        return upstream;
    }

    @Test
    void anEndpointWhoseGuardAdmitsNobodyIsPassedOverAsLongAsAnotherIsThere() throws Exception {
        for (Algorithm algorithm : Algorithm.values()) {
            Upstream<String, Endpoint> upstream = upstream(algorithm);
            shut.add(Scene.endpoint(0));
            for (int i = 0; i < 20; i++) {
                assertThat(upstream.call("x" + i)).isEqualTo(Scene.endpoint(1));
            }
            shut.add(Scene.endpoint(1));
            assertThat(upstream.available()).isFalse();
            assertThatThrownBy(() -> upstream.call("x")).isInstanceOfSatisfying(Failure.class, refused -> {
                assertThat(refused.kind()).isEqualTo(Failure.Kind.CIRCUIT_OPEN);
                assertThat(refused.waitNanos()).isEqualTo(SECOND);
            });
            shut.clear();
            assertThat(upstream.available()).isTrue();
            upstream.close();
        }
    }
}
