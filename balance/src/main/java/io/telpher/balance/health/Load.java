package io.telpher.balance.health;

import io.telpher.balance.algorithm.PeakEwma;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import java.util.concurrent.atomic.AtomicInteger;

/** What an upstream has an endpoint do: exchanges in flight, and how fast it answers. It outlives the lists it is on. */
public final class Load {
    /** What a failure counts as: one second, so that an endpoint which fails at once is not taken for a fast one. */
    private static final long FAILED_NANOS = 1_000_000_000L;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final PeakEwma response = new PeakEwma();
    private final Counter attempts;
    private final Counter failures;
    private final Gauge inFlightGauge;
    private final Gauge healthyGauge;
    private final Gauge stateGauge;
    private final Gauge percentGauge;
    private final Counter answers = new Counter();
    private final Counter answerNanos = new Counter();
    private final AtomicInteger row = new AtomicInteger();

    /** Nothing in flight; counted in {@code metrics} under the given names. */
    Load(Metrics metrics, String upstream, String address) {
        attempts = EndpointMetrics.attempts(metrics).with(upstream, address);
        failures = EndpointMetrics.failures(metrics).with(upstream, address);
        inFlightGauge = EndpointMetrics.inFlight(metrics).with(upstream, address);
        healthyGauge = EndpointMetrics.healthy(metrics).with(upstream, address);
        stateGauge = EndpointMetrics.state(metrics).with(upstream, address);
        percentGauge = EndpointMetrics.percent(metrics).with(upstream, address);
    }

    /** An exchange begins. */
    public void begin() {
        inFlight.incrementAndGet();
        inFlightGauge.increment();
        attempts.increment();
    }

    /** An exchange has ended. */
    public void end() {
        inFlight.decrementAndGet();
        inFlightGauge.decrement();
    }

    /** There was an answer. */
    public void answered(long elapsedNanos, long nowNanos) {
        answers.increment();
        answerNanos.add(elapsedNanos);
        if (row.get() != 0) {
            row.set(0);
        }
        response.observe(elapsedNanos, nowNanos);
    }

    /** There was none, or one that tells of a failure. @return how many in a row there were now */
    public int failed(long elapsedNanos, long nowNanos) {
        failures.increment();
        answers.increment();
        answerNanos.add(elapsedNanos);
        response.observe(Math.max(elapsedNanos, FAILED_NANOS), nowNanos);
        return row.incrementAndGet();
    }

    /** How many failures in a row there are. */
    int row() {
        return row.get();
    }

    /** What is past is past: failures are counted anew. */
    void forgive() {
        row.set(0);
    }

    /** All answers so far. */
    Tally tally() {
        return new Tally(answers.value(), failures.value(), answerNanos.value());
    }

    /** Shows whether the endpoint is sent work, and how much of its share. */
    synchronized void show(EndpointState state, int percent) {
        set(healthyGauge, state.serves() ? 1 : 0);
        set(stateGauge, state.number());
        set(percentGauge, percent);
    }

    private static void set(Gauge gauge, long value) {
        gauge.add(value - gauge.value());
    }

    /** How many exchanges there are now. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The response time that is to be expected, in nanoseconds; 0 if it is not known. */
    public double responseNanos(long nowNanos) {
        return response.nanos(nowNanos);
    }
}
