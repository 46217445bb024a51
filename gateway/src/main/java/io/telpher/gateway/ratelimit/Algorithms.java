package io.telpher.gateway.ratelimit;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.core.limit.Algorithm;

/** The algorithms as a configuration names them. */
public final class Algorithms {
    /** Up to this an exact log costs little. */
    private static final int LOG_MAX = 128;

    /** One of their names. */
    public static final Shape<Algorithm> SHAPE = Shapes.choice(Algorithm.class);

    private Algorithms() {}

    /** A sliding window is an exact one where that is cheap. */
    public static Algorithm chosen(Algorithm wanted, Rate rate) {
        return wanted == Algorithm.SLIDING_WINDOW && rate.amount() <= LOG_MAX ? Algorithm.SLIDING_LOG : wanted;
    }
}
