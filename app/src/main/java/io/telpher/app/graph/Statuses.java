package io.telpher.app.graph;

import io.telpher.app.admin.Running.Health;
import io.telpher.app.admin.Running.Served;
import io.telpher.app.admin.Running.Upstream;
import io.telpher.balance.Algorithm;
import io.telpher.balance.EndpointState;
import io.telpher.balance.EndpointStatus;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import java.util.List;
import java.util.Locale;

/** What the admin port is told of upstreams. */
final class Statuses {
    private final Metrics metrics;

    Statuses(Metrics metrics) {
        this.metrics = metrics;
    }

    List<Upstream> of(List<HttpUpstream> upstreams) {
        return upstreams.stream().map(this::of).toList();
    }

    private Upstream of(HttpUpstream upstream) {
        return new Upstream(
                upstream.name(),
                name(upstream.config().balance().algorithm()),
                upstream.status().stream()
                        .map(status -> served(upstream, status))
                        .toList());
    }

    /** As it is written in the configuration. */
    private static String name(Algorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Served served(HttpUpstream upstream, EndpointStatus status) {
        return new Served(
                status.address(),
                health(status.state(), upstream.config().health() != null),
                status.percent(),
                status.detail(),
                status.inFlight(),
                counted("telpher_endpoint_attempts_total", upstream.name(), status.address()),
                counted("telpher_endpoint_failures_total", upstream.name(), status.address()));
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
