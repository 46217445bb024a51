package io.telpher.app.access;

import org.jspecify.annotations.Nullable;

/** Values with their names before them, as both formats write them: {@code name} holds what stands between. */
final class Named {
    private Named() {}

    /** A text that {@code name} has opened, and its final quotation mark; nothing if there is none. */
    static void text(byte[] name, @Nullable String value, Bytes out) {
        if (value != null && !value.isEmpty()) {
            out.raw(name);
            out.escaped(value, LineFormat.TEXT_MAX);
            out.raw((byte) '"');
        }
    }

    /** A number, at least zero. */
    static void number(byte[] name, long value, Bytes out) {
        out.raw(name);
        out.number(Math.max(0, value));
    }

    /** A number; nothing if it is negative. */
    static void known(byte[] name, long value, Bytes out) {
        if (value >= 0) {
            out.raw(name);
            out.number(value);
        }
    }

    /** A duration in milliseconds; nothing if it is negative. */
    static void millis(byte[] name, long nanos, Bytes out) {
        if (nanos >= 0) {
            out.raw(name);
            out.millis(nanos);
        }
    }
}
