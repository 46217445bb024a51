package io.telpher.balance.health;

/**
 * What an endpoint answered within some time.
 *
 * @param answers calls that came to a reply or a failure
 * @param failures those of them that failed
 * @param nanos how long they took together
 */
record Tally(long answers, long failures, long nanos) {
    static final Tally NONE = new Tally(0, 0, 0);

    Tally plus(Tally more) {
        return new Tally(answers + more.answers, failures + more.failures, nanos + more.nanos);
    }

    Tally minus(Tally before) {
        return new Tally(answers - before.answers, failures - before.failures, nanos - before.nanos);
    }

    /** The share that failed, from 0 to 1; 0 if there were no answers. */
    double ratio() {
        return answers == 0 ? 0 : (double) failures / answers;
    }

    /** How long an answer took on average, 0 if there were none. */
    double meanNanos() {
        return answers == 0 ? 0 : (double) nanos / answers;
    }

    /**
     * Whether it failed more often than others that failed at their ratio: by more than chance explains, which is one
     * failure and two deviations of a rare event.
     */
    boolean exceeds(Tally others) {
        double expected = others.ratio() * answers;
        return failures > expected + 2 * Math.sqrt(expected) + 1;
    }
}
