package io.telpher.resilience.bulkhead;

import io.telpher.core.Cell;
import io.telpher.core.Priority;

/** A wait for a place: it ends with one (true), with none because somebody more important came (false), or given up. */
final class Turn extends Cell<Boolean> {
    final Priority priority;

    Turn(Priority priority) {
        this.priority = priority;
    }

    /** Whether it ended with a place; only when it is done. */
    boolean granted() {
        return value();
    }
}
