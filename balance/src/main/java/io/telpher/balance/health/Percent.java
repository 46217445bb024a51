package io.telpher.balance.health;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;

/** A share as it is written in the configuration: {@code 50%}. */
final class Percent {
    private Percent() {}

    /** A whole number of percent within bounds, both included. */
    static Shape<Integer> from(int min, int max) {
        String expected = "a percentage from " + min + "% to " + max + "%";
        return Shapes.parsed(expected, text -> {
            int value = text.matches("\\d{1,3}%") ? Integer.parseInt(text.substring(0, text.length() - 1)) : -1;
            return value < min || value > max ? null : value;
        });
    }
}
