package io.telpher.core;

/** Who is refused first when not everybody can be served: the last of these. */
public enum Priority {
    /** Never shed: what tells whether we are well, and what repairs us. */
    CRITICAL,
    /** What people pay for or wait for. */
    HIGH,
    /** Whatever says nothing else. */
    NORMAL,
    /** What can wait or be left out: batches, prefetches, crawlers. */
    LOW
}
