package io.telpher.gateway.ratelimit;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.core.limit.Limit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * So many in so long, such as {@code 100/min}.
 *
 * @param amount how many
 * @param periodNanos in how long
 */
public record Rate(long amount, long periodNanos) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,10})([KM]?)/(\\d{0,5})([a-z]{1,6})");
    private static final Map<String, Long> THOUSANDS = Map.of("", 1L, "K", 1_000L, "M", 1_000_000L);
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Map<String, Long> UNIT_NANOS = Map.ofEntries(
            Map.entry("ms", SECOND_NANOS / 1_000),
            Map.entry("s", SECOND_NANOS),
            Map.entry("sec", SECOND_NANOS),
            Map.entry("second", SECOND_NANOS),
            Map.entry("m", 60 * SECOND_NANOS),
            Map.entry("min", 60 * SECOND_NANOS),
            Map.entry("minute", 60 * SECOND_NANOS),
            Map.entry("h", 3_600 * SECOND_NANOS),
            Map.entry("hour", 3_600 * SECOND_NANOS),
            Map.entry("d", 86_400 * SECOND_NANOS),
            Map.entry("day", 86_400 * SECOND_NANOS));

    /** A rate as a configuration has it. */
    public static final Shape<Rate> SHAPE =
            Shapes.parsed("how many in how long, such as 100/min, 10/s, 10K/hour or 50/10s", Rate::parse);

    private static @Nullable Rate parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        Long unit = matcher.matches() ? UNIT_NANOS.get(matcher.group(4)) : null;
        if (unit == null) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1)) * THOUSANDS.getOrDefault(matcher.group(2), 1L);
        long units = matcher.group(3).isEmpty() ? 1 : Long.parseLong(matcher.group(3));
        if (amount < 1 || amount > Limit.AMOUNT_MAX || units < 1 || units * unit > Limit.PERIOD_MAX_NANOS) {
            throw new IllegalArgumentException("a limit is of 1 to " + Limit.AMOUNT_MAX + " in at most 31d");
        }
        return new Rate(amount, units * unit);
    }

    static Rate perMinute(long amount) {
        return new Rate(amount, 60 * SECOND_NANOS);
    }

    static Rate perSecond(long amount) {
        return new Rate(amount, SECOND_NANOS);
    }
}
