package io.telpher.app.probe;

/** How a fact is to be taken. */
enum Mark {
    /** As it should be. */
    GOOD,
    /** Neither good nor bad. */
    PLAIN,
    /** Worth a thought. */
    DOUBTFUL,
    /** Broken. */
    BAD
}
