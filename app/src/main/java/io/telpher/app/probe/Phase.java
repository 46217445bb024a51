package io.telpher.app.probe;

import java.util.List;

/**
 * What was found on one layer.
 *
 * @param layer of the OSI model: {@code "3"}, {@code "5/6"}
 * @param startNanos after the walk began
 * @param tookNanos on the way of the request; 0 for what was found beside it
 */
record Phase(String layer, String name, long startNanos, long tookNanos, List<Fact> facts) {
    boolean broken() {
        return facts.stream().anyMatch(fact -> fact.mark() == Mark.BAD);
    }
}
