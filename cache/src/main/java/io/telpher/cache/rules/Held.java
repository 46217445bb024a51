package io.telpher.cache.rules;

import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.List;

/**
 * Which parts of a representation are stored: ranges that neither overlap nor touch, in their order.
 *
 * @param ranges at most {@link #COUNT_MAX}
 */
public record Held(List<Ranges.Range> ranges) {
    /** How many holes a stored response may have and one more. */
    public static final int COUNT_MAX = 64;

    /** Freezes what it is given. */
    public Held {
        ranges = List.copyOf(ranges);
    }

    /** One part. */
    public static Held of(long first, long last) {
        return new Held(List.of(new Ranges.Range(first, last)));
    }

    /** True if all bytes of a range are here. */
    public boolean covers(Ranges.Range wanted) {
        for (Ranges.Range range : ranges) {
            if (range.first() <= wanted.first() && wanted.last() <= range.last()) {
                return true;
            }
        }
        return false;
    }

    /** True if all of the representation is here. */
    public boolean completes(long size) {
        return size > 0 && covers(new Ranges.Range(0, size - 1));
    }

    /** These parts and one more. */
    public Held plus(long first, long last) {
        List<Ranges.Range> merged = new ArrayList<>();
        long from = first;
        long to = last;
        for (Ranges.Range range : ranges) {
            if (range.last() + 1 < from) {
                merged.add(range);
            } else if (to + 1 >= range.first()) {
                from = Math.min(from, range.first());
                to = Math.max(to, range.last());
            }
        }
        merged.add(new Ranges.Range(from, to));
        for (Ranges.Range range : ranges) {
            if (range.first() > to + 1) {
                merged.add(range);
            }
        }
        return new Held(merged);
    }

    /** The smallest range that has all that is missing of a range; only for one of which not all is here. */
    public Ranges.Range missing(Ranges.Range wanted) {
        long first = wanted.first();
        long last = wanted.last();
        for (Ranges.Range range : ranges) {
            if (range.first() <= wanted.first() && wanted.first() <= range.last()) {
                first = range.last() + 1;
            }
            if (range.first() <= wanted.last() && wanted.last() <= range.last()) {
                last = range.first() - 1;
            }
        }
        return new Ranges.Range(first, last);
    }
}
