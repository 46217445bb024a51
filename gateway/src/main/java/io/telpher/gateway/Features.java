package io.telpher.gateway;

import java.util.List;

/** The order in which features act. */
public final class Features {
    /** Every feature, outermost first. */
    public static final List<Feature<?>> OUTERMOST_FIRST = List.of();

    private Features() {}
}
