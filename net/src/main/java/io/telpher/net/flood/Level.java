package io.telpher.net.flood;

import java.util.Locale;

/** How much of something is left. */
public enum Level {
    /** Enough. */
    CALM,
    /** Less than is comfortable: what costs nobody an answer is given up. */
    TIGHT,
    /** Nearly nothing: newcomers wait, and the worst go. */
    SCARCE;

    private static final Level[] LEVELS = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in logs. */
    public String word() {
        return word;
    }

    @SuppressWarnings("EnumOrdinal") // they are an order
    Level below() {
        return LEVELS[Math.max(0, ordinal() - 1)];
    }
}
