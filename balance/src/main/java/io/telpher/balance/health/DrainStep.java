package io.telpher.balance.health;

import java.util.Locale;

/** The seven steps in which an endpoint goes without losing anything. */
enum DrainStep {
    /** Somebody wants it to go, or finds that it must. */
    ASKED(1),
    /** It is marked. */
    MARKED(2),
    /** Picks pass it over. */
    CLOSED(3),
    /** What it has goes on. */
    FINISHING(4),
    /** That was waited for. */
    WAITED(5),
    /** What had not ended was closed, if anything. */
    FORCED(6),
    /** It may be shut down. */
    REMOVED(7);

    private final int number;

    DrainStep(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
