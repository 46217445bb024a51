package io.telpher.core.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that rises and falls. Cheap to change from many threads. */
public final class Gauge {
    private final LongAdder sum = new LongAdder();

    /** Changes it by {@code delta}. */
    public void add(long delta) {
        sum.add(delta);
    }

    /** Raises it by one. */
    public void increment() {
        sum.increment();
    }

    /** Lowers it by one. */
    public void decrement() {
        sum.decrement();
    }

    /** What it stands at. */
    public long value() {
        return sum.sum();
    }
}
