package io.telpher.net.flood;

/** Connections of which some can be given up. Called by one thread, which is no loop's. */
public interface Sheddable {
    /** Closes some of the connections on which nothing is under way, those first that have been idle for the longest time. @return how many */
    int closeIdle();

    /** Closes some of the connections that do harm or hold memory, the worst first. @return how many */
    int closeWorst();
}
