package io.telpher.balance.health;

import java.util.Locale;

/** Where an endpoint of an upstream stands between serving and gone. */
public enum EndpointState {
    /** It is sent its share. */
    HEALTHY(0, true),
    /** It comes back, or is new: it is sent a part of its share, see {@link RampConfig}. */
    RETURNING(1, true),
    /** It failed where the others did not, and sits out for a while, see {@link OutlierConfig}. */
    EJECTED(2, false),
    /** Its checks say that it is not well. */
    DOWN(3, false),
    /** It is to go: it finishes what it has, see {@link DrainConfig}. */
    DRAINING(4, false),
    /** It has nothing in flight any more and may be shut down. */
    REMOVED(5, false);

    private final int number;
    private final boolean serves;

    EndpointState(int number, boolean serves) {
        this.number = number;
        this.serves = serves;
    }

    /** Whether it is sent new work. */
    public boolean serves() {
        return serves;
    }

    /** What {@code telpher_endpoint_state} shows. */
    int number() {
        return number;
    }

    /** The word for it in logs, alerts and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
