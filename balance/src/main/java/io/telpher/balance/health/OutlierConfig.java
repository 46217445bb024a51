package io.telpher.balance.health;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.time.Duration;

/**
 * When an endpoint is ejected because of how it answers the calls of users.
 *
 * @param consecutive failures in a row that make it suspect, or {@link #OFF}
 * @param percent the share of failures within an interval that does, from 1 to 100
 * @param requests how many answers within an interval tell anything
 * @param slower how many times slower than the others' median it may be on average; infinity if speed does not count
 * @param interval how often shares and speeds are looked at
 * @param time how long it sits out the first time; each further time is twice as long
 * @param timeMax the longest time
 * @param maxPercent the share of the endpoints that may be out when one is ejected
 */
public record OutlierConfig(
        int consecutive,
        int percent,
        int requests,
        double slower,
        Duration interval,
        Duration time,
        Duration timeMax,
        int maxPercent) {
    /** A number of failures that is never reached. */
    public static final int OFF = Integer.MAX_VALUE;

    /** What holds where the configuration says nothing. */
    public static final OutlierConfig DEFAULT = new OutlierConfig(
            5,
            50,
            20,
            Double.POSITIVE_INFINITY,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            50);

    /** Nobody is ejected. */
    public static final OutlierConfig NONE = new OutlierConfig(
            OFF,
            100,
            OFF,
            Double.POSITIVE_INFINITY,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            0);

    private static final Mapping<OutlierConfig> KEYS =
            Mapping.of("outliers", "When an endpoint is ejected because of how it answers users.", keys -> {
                var consecutive = keys.optional(
                        "consecutive",
                        Shapes.parsed("a number from 1 to 1000, or off", OutlierConfig::count),
                        "5",
                        "Failures in a row that the others do not share.");
                var failures = keys.optional(
                        "failures", Percent.from(1, 100), "50%", "Share of failures, far above the others'.");
                var requests = keys.optional(
                        "requests",
                        Shapes.number(1, 1_000_000),
                        "20",
                        "Answers within an interval that tell anything.");
                var slower = keys.optional(
                        "slower",
                        Shapes.parsed("a number from 1.5 to 1000, or off", OutlierConfig::factor),
                        "off",
                        "So many times slower than the others' median.");
                var interval =
                        keys.optional("interval", Shapes.positiveDuration(), "10s", "How often shares are looked at.");
                var time = keys.optional(
                        "time", Shapes.positiveDuration(), "30s", "How long it sits out; twice that the next time.");
                var timeMax = keys.optional("time-max", Shapes.positiveDuration(), "5m", "The longest time.");
                var max = keys.optional(
                        "max", Percent.from(0, 100), "50%", "Share of the endpoints that may be out by an ejection.");
                return values -> new OutlierConfig(
                        values.of(consecutive),
                        values.of(failures),
                        values.of(requests),
                        values.of(slower),
                        values.of(interval),
                        values.of(time),
                        values.of(timeMax),
                        values.of(max));
            });

    /** What stands behind {@code outliers:}. */
    public static final Shape<OutlierConfig> SHAPE =
            Shapes.anyOf(Shapes.parsed("off", text -> text.equals("off") ? NONE : null), KEYS);

    /** Checks the ranges. */
    public OutlierConfig {
        if (time.compareTo(timeMax) > 0) {
            throw new IllegalArgumentException("\"time\" is above \"time-max\"");
        }
    }

    /** How many of {@code endpoints} may be out when one is ejected. */
    int allowed(int endpoints) {
        return (int) ((long) endpoints * maxPercent / 100);
    }

    private static int count(String text) {
        if (text.equals("off")) {
            return OFF;
        }
        int value = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        return within(value, 1, 1_000) ? value : refuse();
    }

    private static double factor(String text) {
        if (text.equals("off")) {
            return Double.POSITIVE_INFINITY;
        }
        double value = text.matches("\\d{1,4}(\\.\\d{1,3})?") ? Double.parseDouble(text) : 0;
        return within(value, 1.5, 1_000) ? value : refuse();
    }

    private static boolean within(double value, double min, double max) {
        return value >= min && value <= max;
    }

    private static int refuse() {
        throw new IllegalArgumentException("out of range");
    }
}
