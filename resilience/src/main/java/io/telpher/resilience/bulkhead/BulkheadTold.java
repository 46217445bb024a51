package io.telpher.resilience.bulkhead;

import io.telpher.core.Priority;
import io.telpher.core.Ticker;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the metrics what a bulkhead does, and the log that it begins to refuse. */
public final class BulkheadTold implements BulkheadEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.bulkheads");

    private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final Ticker ticker;
    private final Family<Gauge> limits;
    private final Family<Gauge> waits;
    private final Gauge limit;
    private final Gauge waiting;
    private final Family<Counter> refused;
    private final String member;
    private final AtomicLong quietUntilNanos;

    private BulkheadTold(Metrics metrics, Ticker ticker, String prefix, String label, String member) {
        this.name = label + " " + member;
        this.ticker = ticker;
        this.quietUntilNanos = new AtomicLong(ticker.nanos());
        this.limits = metrics.gauge(prefix + "limit", "How many exchanges there may be at once.", label);
        this.limit = limits.with(member);
        this.member = member;
        this.waits = metrics.gauge(prefix + "waiting", "Calls that wait for a place in the bulkhead.", label);
        this.waiting = waits.with(member);
        this.refused = metrics.counter(
                prefix + "refused_total",
                "Calls that the bulkhead refused: full, waited too long, or displaced by a higher priority.",
                label,
                "priority",
                "why");
    }

    /** Of an upstream. */
    public static BulkheadTold ofUpstream(Metrics metrics, Ticker ticker, String upstream) {
        return new BulkheadTold(metrics, ticker, "telpher_upstream_bulkhead_", "upstream", upstream);
    }

    /** Of a route. */
    public static BulkheadTold ofRoute(Metrics metrics, Ticker ticker, String route) {
        return new BulkheadTold(metrics, ticker, "telpher_route_bulkhead_", "route", route);
    }

    /** What it bounds, for people. */
    public String name() {
        return name;
    }

    @Override
    public void limited(int now) {
        limit.add(now - limit.value());
    }

    @Override
    public void waits(int change) {
        waiting.add(change);
    }

    @Override
    public void refused(Priority priority, Why why) {
        refused.with(member, word(priority), word(why)).increment();
        long now = ticker.nanos();
        long until = quietUntilNanos.get();
        if (now - until >= 0 && quietUntilNanos.compareAndSet(until, now + AGAIN_NANOS)) {
            LOG.warn("the bulkhead of {} is full: calls are refused, those of the lowest priority first", name);
        }
    }

    /** Forgets how it stands: it is gone. */
    @Override
    public void close() {
        limits.remove(member);
        waits.remove(member);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
