package io.telpher.balance.health;

import org.jspecify.annotations.Nullable;

/**
 * How far an endpoint is on its way back.
 *
 * @param step the step at which it stands, from 0
 * @param sinceNanos when that step began
 */
record Ramp(int step, long sinceNanos) {

    /** The first step. */
    static Ramp begin(long nowNanos) {
        return new Ramp(0, nowNanos);
    }

    /**
     * A look at it: a step back, at the first step its beginning again, if it fails where the others do not; the next step
     * when this one has lasted; null when the last one has.
     */
    @Nullable
    Ramp after(boolean worse, long nowNanos, RampConfig config) {
        if (worse) {
            return new Ramp(Math.max(0, Math.min(step, last(config)) - 1), nowNanos);
        }
        if (nowNanos - sinceNanos < config.step().toNanos()) {
            return this;
        }
        return step >= last(config) ? null : new Ramp(step + 1, nowNanos);
    }

    private static int last(RampConfig config) {
        return config.percents().size() - 1;
    }

    /** The part of its share that it gets, from 1 to 100. */
    int percent(RampConfig config) {
        return config.on() ? config.percents().get(Math.min(step, last(config))) : 100;
    }
}
