package io.telpher.net.flood;

import io.telpher.core.Component;
import io.telpher.core.Ticker;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks ten times a second at what the process has in use, closely once one half of anything is, and has memory and descriptors given up before they are
 * exhausted, which would end it: connections that are not needed when they get tight, newcomers and the worst when they are
 * scarce. It runs on a thread of its own and waits by itself: it counts descriptors and asks for collections, which loops may
 * not, and must look on when loops are held up.
 */
public final class PressureWatch implements Pressure, Component {
    static final long PAUSE_NANOS = 100_000_000L;
    private static final int LOOKS_EVERY = 10;
    private static final Logger LOG = LoggerFactory.getLogger("telpher.pressure");

    private final Ticker ticker;
    private final Supplier<Readings> meters;
    private final BooleanSupplier easy;
    private final Runnable collector;
    private final Sheddable connections;
    private final PressureJudge judge = new PressureJudge();
    private final Map<Step, Counter> shed = new EnumMap<>(Step.class);
    private volatile Level level = Level.CALM;
    private volatile @Nullable Refusal refusal;
    private volatile boolean scarce;
    private volatile boolean closed;
    private @Nullable Thread watcher;

    /** Watches this process, once started. */
    public PressureWatch(Ticker ticker, Sheddable connections, Metrics metrics) {
        this(ticker, new Meters(ticker), Meters::easy, System::gc, connections, metrics);
    }

    /** {@code easy} is a glance that is much cheaper than a look, and true if nothing can run short within a second. */
    PressureWatch(
            Ticker ticker,
            Supplier<Readings> meters,
            BooleanSupplier easy,
            Runnable collector,
            Sheddable connections,
            Metrics metrics) {
        this.ticker = ticker;
        this.meters = meters;
        this.easy = easy;
        this.collector = collector;
        this.connections = connections;
        var counters = metrics.counter("telpher_shed_total", "What was given up because something ran short.", "step");
        for (Step step : Step.values()) {
            shed.put(step, counters.with(step.word()));
        }
        metrics.reading(
                "telpher_pressure",
                "Whether memory or descriptors run short: 0 calm, 1 tight, 2 scarce.",
                () -> level.compareTo(Level.CALM));
    }

    @Override
    public void start() {
        watcher = Thread.ofPlatform().daemon().name("telpher-pressure").start(this::watch);
    }

    private void watch() {
        for (int turn = 0; !closed; turn++) {
            if (turn % LOOKS_EVERY == 0 || tight() || !easy.getAsBoolean()) {
                lookWell();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** A mistake in a look must not end the others. */
    private void lookWell() {
        try {
            look();
        } catch (Throwable e) { // want of memory too: that is when looking on matters
            LOG.error("a mistake of ours while looking at what runs short", e);
        }
    }

    /** Reads, judges, and gives up what has to be given up. */
    void look() {
        Readings readings = meters.get();
        PressureJudge.Verdict verdict = judge.judge(readings, ticker.nanos());
        Level before = level;
        level = verdict.level();
        refusal = verdict.level() == Level.SCARCE ? verdict.because().refusal() : null;
        scarce = refusal == Refusal.MEMORY;
        if (level != before) {
            tell(verdict, readings);
        }
        if (verdict.news() && level != Level.CALM) {
            count(Step.IDLE, connections.closeIdle());
            if (scarce) {
                count(Step.WORST, connections.closeWorst());
            }
        }
        if (verdict.collect()) {
            collector.run();
        }
    }

    private void tell(PressureJudge.Verdict verdict, Readings readings) {
        LOG.warn(
                "{}: {}% of the heap live, {}% of direct memory held, {}% of file descriptors open: {}",
                level == Level.CALM ? "calm again" : verdict.because().word() + " " + level.word(),
                percent(readings.heapLive()),
                percent(readings.direct()),
                percent(readings.descriptors()),
                what());
    }

    private static long percent(double share) {
        return Math.max(0, Math.round(100 * share));
    }

    private String what() {
        return switch (level) {
            case CALM -> "everybody is served";
            case TIGHT -> "connections are not kept and idle ones closed, oldest first";
            case SCARCE ->
                scarce
                        ? "new connections are refused, requests answered with 503, the worst connections closed"
                        : "new connections are refused";
        };
    }

    private void count(Step step, int times) {
        for (int i = 0; i < times; i++) {
            shed(step);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // every step has its counter
    public void shed(Step step) {
        shed.get(step).increment();
    }

    @Override
    public @Nullable Refusal refusal() {
        return refusal;
    }

    @Override
    public boolean tight() {
        return level != Level.CALM;
    }

    @Override
    public boolean scarce() {
        return scarce;
    }

    @Override
    public void close() {
        closed = true;
        Thread running = watcher;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }
}
