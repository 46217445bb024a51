package io.telpher.balance.health;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what becomes of the endpoints of one upstream: a line in the log, a number, and an event for whoever is alerted. */
final class Herald {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.endpoints");

    private final String upstream;
    private final Consumer<EndpointEvent> events;
    private final Family<Counter> ejections;
    private final Family<Counter> forced;
    private final Family<Counter> steps;
    private final Counter refusals;
    private boolean quiet;

    Herald(String upstream, Metrics metrics, Consumer<EndpointEvent> events) {
        this.upstream = upstream;
        this.events = events;
        this.ejections = EndpointMetrics.ejections(metrics);
        this.forced = EndpointMetrics.forced(metrics);
        this.steps = EndpointMetrics.steps(metrics);
        this.refusals = EndpointMetrics.refusals(metrics).with(upstream);
    }

    /** Says nothing more: the program stops, and endpoints leave because of that. */
    void beQuiet() {
        quiet = true;
    }

    /** A seat has another state now. */
    void moved(Seat seat, EndpointState from, String why) {
        int inFlight = seat.load.inFlight();
        switch (seat.state) {
            case HEALTHY -> info("endpoint {} of {} is back: it has its whole share", seat.address, upstream);
            case RETURNING -> {} // the first step says so
            case EJECTED -> {
                ejections.with(upstream, seat.address).increment();
                warn(
                        "endpoint {} of {} is ejected for {}: {}",
                        seat.address,
                        upstream,
                        text(seat.health.ejectedNanos()),
                        why);
            }
            case DOWN ->
                warn(
                        "endpoint {} of {} is down: {}; it gets no new work, {} exchanges go on",
                        seat.address,
                        upstream,
                        why,
                        inFlight);
            case DRAINING, REMOVED -> {} // the steps of a drain say so
        }
        tell(kind(seat.state), seat.address, from.word() + " before; " + why, inFlight);
    }

    private static EndpointEvent.Kind kind(EndpointState state) {
        return switch (state) {
            case HEALTHY -> EndpointEvent.Kind.BACK;
            case RETURNING -> EndpointEvent.Kind.RETURNING;
            case EJECTED -> EndpointEvent.Kind.EJECTED;
            case DOWN -> EndpointEvent.Kind.DOWN;
            case DRAINING -> EndpointEvent.Kind.DRAINING;
            case REMOVED -> EndpointEvent.Kind.REMOVED;
        };
    }

    /** A step of a drain, in words. Those of an endpoint that is down are told briefly: nobody asked for them. */
    void step(Seat seat, DrainStep step, String words) {
        steps.with(upstream, step.word()).increment();
        if (seat.state != EndpointState.DOWN) {
            info("endpoint {} of {}, step {} of 7: {}", seat.address, upstream, step.number(), words);
        } else if (step == DrainStep.REMOVED
                || (step == DrainStep.FORCED && seat.drain != null && seat.drain.forced > 0)) {
            info("endpoint {} of {}, which is down: {}", seat.address, upstream, words);
        }
    }

    /** What is left after the time that it had. */
    void late(Seat seat, String words) {
        warn("endpoint {} of {} still has {} exchanges {}", seat.address, upstream, seat.load.inFlight(), words);
    }

    /** Exchanges are closed. */
    void forced(Seat seat, int count) {
        forced.with(upstream, seat.address).add(count);
    }

    /** A step of the ramp. */
    void ramp(Seat seat, int percent, String why) {
        info("endpoint {} of {} gets {}% of its share: {}", seat.address, upstream, percent, why);
    }

    /** An endpoint should be ejected, and is not. */
    void refused(Seat seat, String why, int out, int all) {
        refusals.increment();
        if (!seat.refusalTold) {
            seat.refusalTold = true;
            warn(
                    "endpoint {} of {} is not ejected, {} of {} endpoints are out already: {}",
                    seat.address,
                    upstream,
                    out,
                    all,
                    why);
        }
    }

    /** So few serve that everybody is tried, or no longer. */
    void panic(boolean on, int serving, int all, int inFlight) {
        String words = serving + " of " + all + " endpoints serve";
        if (on) {
            if (!quiet) {
                LOG.error("upstream {} panics: {}, all of them are tried", upstream, words);
            }
            tell(EndpointEvent.Kind.PANIC, "", words, inFlight);
        } else {
            info("upstream {} panics no more: {}", upstream, words);
            tell(EndpointEvent.Kind.PANIC_OVER, "", words, inFlight);
        }
    }

    private void tell(EndpointEvent.Kind kind, String endpoint, String detail, int inFlight) {
        if (!quiet) {
            events.accept(new EndpointEvent(kind, upstream, endpoint, detail, inFlight));
        }
    }

    private void info(String format, Object... words) {
        if (!quiet) {
            LOG.info(format, words);
        }
    }

    private void warn(String format, Object... words) {
        if (!quiet) {
            LOG.warn(format, words);
        }
    }

    /** A length of time for people. */
    static String text(Duration duration) {
        return text(duration.toNanos());
    }

    static String text(long nanos) {
        String seconds = String.format(Locale.ROOT, "%.1f", nanos / 1e9);
        return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds) + " s";
    }
}
