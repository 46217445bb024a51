package io.telpher.core.metrics;

/** A number that rises and falls. Cheap to change from many threads. */
public final class Gauge {
    private final Stripes number = new Stripes(1);

    /** Changes it by {@code delta}. */
    public void add(long delta) {
        number.add(0, delta);
    }

    /** Raises it by one. */
    public void increment() {
        number.add(0, 1);
    }

    /** Lowers it by one. */
    public void decrement() {
        number.add(0, -1);
    }

    /** What it stands at. */
    public long value() {
        return number.sum(0);
    }
}
