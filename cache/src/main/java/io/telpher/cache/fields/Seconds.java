package io.telpher.cache.fields;

/** A number of seconds in a directive or field: {@code delta-seconds} (RFC 9111 §1.2.2). */
public final class Seconds {
    /** A directive that is not there, or a field that is to be ignored. */
    public static final long ABSENT = -1;

    /** What stands for everything that is too large: 2^31, 68 years. */
    public static final long MAX = 1L << 31;

    private Seconds() {}

    /** The number, at most {@link #MAX}, or {@link #ABSENT} if anything but digits stands there. */
    public static long parse(String text) {
        if (text.isEmpty()) {
            return ABSENT;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return ABSENT;
            }
            value = Math.min(MAX, value * 10 + (c - '0'));
        }
        return value;
    }

    /** The value of an {@code Age} field: of a list the first member counts, and what is no number is ignored (§5.1). */
    public static long age(String text) {
        int comma = text.indexOf(',');
        return parse((comma < 0 ? text : text.substring(0, comma)).strip());
    }
}
