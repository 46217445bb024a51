package io.telpher.balance;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import java.util.concurrent.atomic.AtomicInteger;

/** What an upstream has an endpoint do: exchanges in flight, and how fast it answers. It outlives the lists it is on. */
final class Load {
    /** What a failure counts as: one second, so that an endpoint which fails at once is not taken for a fast one. */
    private static final long FAILED_NANOS = 1_000_000_000L;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final PeakEwma response = new PeakEwma();
    private final Counter attempts;
    private final Counter failures;
    private final Gauge inFlightGauge;
    private final Gauge healthyGauge;

    /** Nothing in flight; counted in {@code metrics} under the given names. */
    Load(Metrics metrics, String upstream, String address) {
        attempts = EndpointMetrics.attempts(metrics).with(upstream, address);
        failures = EndpointMetrics.failures(metrics).with(upstream, address);
        inFlightGauge = EndpointMetrics.inFlight(metrics).with(upstream, address);
        healthyGauge = EndpointMetrics.healthy(metrics).with(upstream, address);
    }

    /** An exchange begins. */
    void begin() {
        inFlight.incrementAndGet();
        inFlightGauge.increment();
        attempts.increment();
    }

    /** An exchange has ended. */
    void end() {
        inFlight.decrementAndGet();
        inFlightGauge.decrement();
    }

    /** There was an answer. */
    void answered(long elapsedNanos, long nowNanos) {
        response.observe(elapsedNanos, nowNanos);
    }

    /** There was none, or one that tells of a failure. */
    void failed(long elapsedNanos, long nowNanos) {
        failures.increment();
        response.observe(Math.max(elapsedNanos, FAILED_NANOS), nowNanos);
    }

    /** Shows whether the endpoint is well. */
    synchronized void show(boolean healthy) {
        healthyGauge.add((healthy ? 1 : 0) - healthyGauge.value());
    }

    int inFlight() {
        return inFlight.get();
    }

    /** The response time that is to be expected, in nanoseconds; 0 if it is not known. */
    double responseNanos(long nowNanos) {
        return response.nanos(nowNanos);
    }
}
