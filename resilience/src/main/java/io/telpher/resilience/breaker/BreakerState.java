package io.telpher.resilience.breaker;

import java.util.Locale;

/** Where a breaker stands. */
public enum BreakerState {
    /** Calls pass. */
    CLOSED(0),
    /** A few calls pass, to try whether the other side is well again. */
    HALF_OPEN(1),
    /** Calls are refused. */
    OPEN(2);

    private final int number;

    BreakerState(int number) {
        this.number = number;
    }

    /** What the metrics show. */
    int number() {
        return number;
    }

    /** The word for it in logs and answers, such as {@code half-open}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
