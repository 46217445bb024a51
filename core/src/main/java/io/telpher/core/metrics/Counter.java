package io.telpher.core.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only rises. Cheap to raise from many threads. */
public final class Counter {
    private final LongAdder sum = new LongAdder();

    /** Raises it by one. */
    public void increment() {
        sum.increment();
    }

    /** Raises it by {@code n}, which is not negative. */
    public void add(long n) {
        sum.add(n);
    }

    /** What it stands at. */
    public long value() {
        return sum.sum();
    }
}
