package io.telpher.app.probe;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Times and sizes for people. */
final class Durations {
    private Durations() {}

    /** Milliseconds with three decimals. */
    static BigDecimal millis(long nanos) {
        return BigDecimal.valueOf(nanos, 6).setScale(3, RoundingMode.HALF_UP);
    }

    /** {@code 0.35 ms}, {@code 12.5 ms}, {@code 1.20 s}. */
    static String text(long nanos) {
        double millis = nanos / 1e6;
        if (millis >= 1000) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1000);
        }
        return String.format(Locale.ROOT, millis >= 10 ? "%.1f ms" : "%.2f ms", millis);
    }

    /** {@code 300 s}, {@code 300 s (5 min)}, {@code 31536000 s (365 d)}. */
    static String seconds(long seconds) {
        if (seconds >= 2 * 86400) {
            return seconds + " s (" + seconds / 86400 + " d)";
        }
        if (seconds >= 2 * 3600) {
            return seconds + " s (" + seconds / 3600 + " h)";
        }
        return seconds >= 120 ? seconds + " s (" + seconds / 60 + " min)" : seconds + " s";
    }

    /** {@code 17 B}, {@code 1.5 KiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        if (bytes < 1 << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        }
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
