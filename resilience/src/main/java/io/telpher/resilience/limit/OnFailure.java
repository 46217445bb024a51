package io.telpher.resilience.limit;

/** What a shared limit does while its store cannot be asked. */
public enum OnFailure {
    /** Allows everything. */
    OPEN,
    /** Refuses everything. */
    CLOSED,
    /** Counts in this process, by this node's share of the limit: an estimate of what the store would have said. */
    LOCAL
}
