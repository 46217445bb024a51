package io.telpher.core.metrics;

/** A number that only rises. Cheap to raise from many threads. */
public final class Counter {
    private final Stripes number = new Stripes(1);

    /** Raises it by one. */
    public void increment() {
        number.add(0, 1);
    }

    /** Raises it by {@code n}, which is not negative. */
    public void add(long n) {
        number.add(0, n);
    }

    /** What it stands at. */
    public long value() {
        return number.sum(0);
    }
}
