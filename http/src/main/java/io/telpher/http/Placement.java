package io.telpher.http;

/** Which threads carry the virtual thread of a request. */
public enum Placement {
    /** The connection's own event loop: nothing may block natively (files, name look-ups, long computing). */
    LOOP,
    /** The JDK's scheduler: users' own code, files, whatever blocks. */
    WORKER;

    /** Where two things run together: one WORKER makes it WORKER. */
    public Placement and(Placement other) {
        return this == WORKER ? WORKER : other;
    }
}
