package io.telpher.cache.store.shared;

import org.jspecify.annotations.Nullable;

/** Points in time of two stores as one number, which changes when one of the two does. Those that are long past are forgotten. */
final class Moments {
    private static final int KEPT = 4_096;

    private final Pair[] pairs = new Pair[KEPT];
    private volatile Pair last = new Pair(0, -1, -1);

    /** A number, and what it stands for. */
    record Pair(long number, long near, long far) {}

    /** The number of two points in time. */
    long number(long near, long far) {
        Pair known = last;
        return known.near == near && known.far == far ? known.number : next(near, far);
    }

    private synchronized long next(long near, long far) {
        Pair known = last;
        if (known.near == near && known.far == far) {
            return known.number;
        }
        Pair made = new Pair(known.number + 1, near, far);
        pairs[(int) (made.number % KEPT)] = made;
        last = made;
        return made.number;
    }

    /** What a number stands for, or null if it is forgotten. */
    @Nullable
    Pair of(long number) {
        Pair known = last;
        return known.number == number ? known : past(number);
    }

    private synchronized @Nullable Pair past(long number) {
        Pair known = pairs[(int) (number % KEPT)];
        return known != null && known.number == number ? known : null;
    }
}
