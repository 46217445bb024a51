package io.telpher.balance.health;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who stands out among the endpoints of an upstream, by what they answered. Nobody does for what befalls the others too: a
 * request that fails everywhere, a dependency that they share, a client who asks for failures.
 */
final class Outliers {
    private Outliers() {}

    /** Why an endpoint with so many failures in a row stands out, or null. */
    static @Nullable String inRow(int failures, Tally others, OutlierConfig config) {
        boolean enough = failures >= config.consecutive();
        return enough && new Tally(failures, failures, 0).exceeds(others) ? failures + " failures in a row" : null;
    }

    /** Why an endpoint that answered so within an interval stands out, or null. */
    static @Nullable String inInterval(Tally one, Tally others, double medianNanos, OutlierConfig config) {
        if (one.answers() < config.requests()) {
            return null;
        }
        if (one.ratio() * 100 >= config.percent() && one.exceeds(others)) {
            return compared(one, others);
        }
        return medianNanos > 0 && one.meanNanos() > config.slower() * medianNanos
                ? String.format(
                        Locale.ROOT,
                        "answers took %.1f ms on average, the median is %.1f ms",
                        one.meanNanos() / 1e6,
                        medianNanos / 1e6)
                : null;
    }

    /** Its failures beside those of the others, in words. */
    static String compared(Tally one, Tally others) {
        return "%d of %d answers were failures, of the others' %d of %d"
                .formatted(one.failures(), one.answers(), others.failures(), others.answers());
    }

    /** The lower median of the average times of all who answered enough; 0 if fewer than two did. */
    static double median(Collection<Tally> tallies, OutlierConfig config) {
        double[] means = tallies.stream()
                .filter(tally -> tally.answers() >= config.requests())
                .mapToDouble(Tally::meanNanos)
                .sorted()
                .toArray();
        return means.length < 2 ? 0 : means[(means.length - 1) / 2];
    }
}
