package io.telpher.app.upstream;

import io.telpher.app.admin.Running;
import io.telpher.app.admin.Running.Health;
import io.telpher.app.admin.Running.Served;
import io.telpher.app.admin.Running.Upstream;
import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.health.EndpointState;
import io.telpher.balance.health.EndpointStatus;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.resilience.breaker.Breaker;
import io.telpher.resilience.bulkhead.Bulkhead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the admin port is told of upstreams. */
public final class Statuses {
    private final Metrics metrics;

    /** By these numbers. */
    public Statuses(Metrics metrics) {
        this.metrics = metrics;
    }

    /** How they are doing now. */
    public List<Upstream> of(List<NamedUpstream> upstreams) {
        return upstreams.stream().map(this::of).toList();
    }

    private Upstream of(NamedUpstream upstream) {
        return new Upstream(
                upstream.name(),
                name(upstream.config().balance().algorithm()),
                upstream.resolver().away(),
                breaker(upstream.guards().breaker()),
                bulkhead(upstream.guards().bulkhead()),
                upstream.status().stream()
                        .map(status -> served(upstream, status))
                        .toList());
    }

    /** As it is written in the configuration. */
    private static String name(Algorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Served served(NamedUpstream upstream, EndpointStatus status) {
        return new Served(
                status.address(),
                health(status.state(), upstream.config().health() != null),
                status.percent(),
                status.detail(),
                breaker(upstream.guards().breaker(status.address())),
                status.inFlight(),
                counted("telpher_endpoint_attempts_total", upstream.name(), status.address()),
                counted("telpher_endpoint_failures_total", upstream.name(), status.address()));
    }

    private static Running.@Nullable Breaker breaker(Breaker.@Nullable Standing standing) {
        return standing == null
                ? null
                : new Running.Breaker(
                        standing.state().word(),
                        standing.calls(),
                        standing.failures(),
                        Math.round(standing.waitNanos() / 1e8) / 10.0);
    }

    private static Running.@Nullable Bulkhead bulkhead(@Nullable Bulkhead bulkhead) {
        return bulkhead == null ? null : new Running.Bulkhead(bulkhead.limit(), bulkhead.used(), bulkhead.waiting());
    }

    private static Health health(EndpointState state, boolean checked) {
        return switch (state) {
            case HEALTHY -> checked ? Health.HEALTHY : Health.UNKNOWN;
            case RETURNING -> Health.RETURNING;
            case EJECTED -> Health.EJECTED;
            case DOWN -> Health.UNHEALTHY;
            case DRAINING -> Health.DRAINING;
            case REMOVED -> Health.REMOVED;
        };
    }

    private long counted(String family, String upstream, String endpoint) {
        Family<Counter> counters = metrics.counters().get(family);
        return counters == null ? 0 : counters.with(upstream, endpoint).value();
    }
}
