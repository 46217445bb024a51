package io.telpher.net.flood;

/**
 * How short one resource is. It gets worse at once; it gets better a level at a time, when what is in use has stayed clearly
 * below the mark for a while, so that nothing comes and goes with each connection. Time is an argument.
 */
final class Shortage {
    static final long REST_NANOS = 2_000_000_000L;
    private static final double MARGIN = 0.05;

    private final Resource resource;
    private Level level = Level.CALM;
    private boolean resting;
    private long restsSinceNanos;

    Shortage(Resource resource) {
        this.resource = resource;
    }

    Resource resource() {
        return resource;
    }

    Level level() {
        return level;
    }

    /** Judges the share that is in use; below 0 if it is not known. */
    Level judge(double share, long nowNanos) {
        Level seen = resource.level(share);
        if (seen.compareTo(level) > 0) {
            level = seen;
        }
        if (resource.level(share + MARGIN).compareTo(level) >= 0) {
            resting = false;
        } else if (!resting) {
            resting = true;
            restsSinceNanos = nowNanos;
        } else if (nowNanos - restsSinceNanos >= REST_NANOS) {
            level = level.below();
            restsSinceNanos = nowNanos;
        }
        return level;
    }
}
