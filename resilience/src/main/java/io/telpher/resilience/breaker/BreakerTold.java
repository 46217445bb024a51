package io.telpher.resilience.breaker;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the metrics what the breaker of an upstream, or of one of its endpoints, does. */
public final class BreakerTold implements BreakerEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.breakers");

    private final String upstream;
    private final @Nullable String endpoint;
    private final Family<Gauge> states;
    private final Family<Counter> openings;
    private final Family<Counter> refusals;
    private final Gauge state;
    private final Counter opened;
    private final Counter refused;

    /** Tells of the breaker of an upstream; or, if there is an {@code endpoint}, of that one's. */
    public BreakerTold(Metrics metrics, String upstream, @Nullable String endpoint) {
        this.upstream = upstream;
        this.endpoint = endpoint;
        String prefix = endpoint == null ? "telpher_upstream_breaker_" : "telpher_endpoint_breaker_";
        String[] labels = endpoint == null ? new String[] {"upstream"} : new String[] {"upstream", "endpoint"};
        this.states = metrics.gauge(prefix + "state", "0 closed, 1 half-open, 2 open.", labels);
        this.openings = metrics.counter(prefix + "opened_total", "How often the breaker has opened.", labels);
        this.refusals = metrics.counter(prefix + "refused_total", "Calls that the breaker refused.", labels);
        this.state = states.with(values());
        this.opened = openings.with(values());
        this.refused = refusals.with(values());
    }

    private String[] values() {
        return endpoint == null ? new String[] {upstream} : new String[] {upstream, endpoint};
    }

    /** Whose breaker it is, for people. */
    public String name() {
        return endpoint == null ? "upstream " + upstream : "endpoint " + endpoint + " of " + upstream;
    }

    @Override
    public void moved(Change change) {
        state.add(change.to().number() - change.from().number());
        switch (change.to()) {
            case OPEN -> {
                opened.increment();
                LOG.warn(
                        "the breaker of {} is open: {}; calls are refused for {} s",
                        name(),
                        change.why(),
                        Math.round(change.openNanos() / 1e9));
            }
            case HALF_OPEN -> LOG.info("the breaker of {} is half open: a few calls try it", name());
            case CLOSED -> LOG.info("the breaker of {} is closed: {}", name(), change.why());
        }
    }

    @Override
    public void refused() {
        refused.increment();
    }

    /** Forgets the numbers: it is gone. */
    @Override
    public void close() {
        states.remove(values());
        openings.remove(values());
        refusals.remove(values());
    }
}
