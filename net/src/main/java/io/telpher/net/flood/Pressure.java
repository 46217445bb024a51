package io.telpher.net.flood;

import org.jspecify.annotations.Nullable;

/** What runs short in this process, as whoever accepts and serves connections sees it. For any thread, cheap. */
public interface Pressure {
    /** Nothing does. */
    Pressure NONE = new Pressure() {};

    /** Why a new connection has to be refused, or null. */
    default @Nullable Refusal refusal() {
        return null;
    }

    /** True if connections are not to be kept between requests. */
    default boolean scarce() {
        return false;
    }
}
