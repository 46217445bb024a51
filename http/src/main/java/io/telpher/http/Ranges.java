package io.telpher.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a {@code Range} field asks for (RFC 9110 §14.2). Pure. */
public sealed interface Ranges {
    /** How many ranges are served. Whoever asks for more gets all of it. */
    int COUNT_MAX = 16;

    /** {@code first-last}, {@code first-} or {@code -length}. */
    Pattern SPEC = Pattern.compile("\\d{1,18}-\\d{0,18}|-\\d{1,18}");

    /** All of it: there is no range, or none that is understood, or it asks for more than there is. */
    record All() implements Ranges {}

    /** Nothing that there is. */
    record Unsatisfiable() implements Ranges {}

    /** Parts of it, in the order in which they were asked for. */
    record Some(List<Range> parts) implements Ranges {}

    /**
     * A part of a representation.
     *
     * @param first its first byte
     * @param last its last one
     */
    record Range(long first, long last) {
        /** How many bytes. */
        public long length() {
            return last - first + 1;
        }
    }

    /** Reads the field's value for a representation of {@code size} bytes. */
    static Ranges of(String text, long size) {
        if (!text.regionMatches(true, 0, "bytes=", 0, 6)) {
            return new All();
        }
        String[] specs = text.substring(6).split(",", -1);
        if (specs.length > COUNT_MAX) {
            return new All();
        }
        List<Range> parts = new ArrayList<>();
        long total = 0;
        for (String spec : specs) {
            String part = spec.strip();
            if (!SPEC.matcher(part).matches()) {
                return new All();
            }
            int dash = part.indexOf('-');
            long last = part.length() == dash + 1 ? Long.MAX_VALUE : Long.parseLong(part.substring(dash + 1));
            if (dash > 0 && last < Long.parseLong(part.substring(0, dash))) {
                return new All();
            }
            long first = dash > 0 ? Long.parseLong(part.substring(0, dash)) : Math.max(0, size - last);
            long end = dash > 0 ? Math.min(last, size - 1) : size - 1;
            if (first < size && (dash > 0 || last > 0)) {
                parts.add(new Range(first, end));
                total += end - first + 1;
            }
        }
        if (parts.isEmpty()) {
            return new Unsatisfiable();
        }
        // overlapping ranges that add up to more than the file are a way to make us work
        return parts.size() > 1 && total > size ? new All() : new Some(List.copyOf(parts));
    }
}
