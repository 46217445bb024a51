package io.telpher.cache.rules;

import io.telpher.cache.fields.Seconds;

/** How long kinds of things are kept where their origin does not say, and what clients are told of it. */
public enum Preset {
    /** Pictures. */
    IMAGE(604_800, "public, max-age=604800"),
    /** Files whose names change with their content. */
    VERSIONED(604_800, "public, max-age=604800, immutable"),
    /** Films. */
    VIDEO(2_592_000, "public, max-age=2592000"),
    /** Answers of an API. */
    API(300, "public, max-age=300"),
    /** Prices. */
    PRICE(60, "public, max-age=60"),
    /** Prices that move. */
    LIVE_PRICE(1, "public, max-age=1"),
    /** What belongs to one user. */
    USER(Seconds.ABSENT, "private, no-store");

    private final long seconds;
    private final String cacheControl;

    Preset(long seconds, String cacheControl) {
        this.seconds = seconds;
        this.cacheControl = cacheControl;
    }

    /** For how long, or {@link Seconds#ABSENT} for never. */
    public long seconds() {
        return seconds;
    }

    /** The value of {@code Cache-Control} for a response that has none. */
    public String cacheControl() {
        return cacheControl;
    }
}
