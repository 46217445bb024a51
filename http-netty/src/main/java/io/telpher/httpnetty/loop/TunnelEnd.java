package io.telpher.httpnetty.loop;

/** One of the two ends that a tunnel joins: a connection of its own, or a stream. Confined to its loop. */
public interface TunnelEnd {
    /** What its peer sends, until it ends. */
    LoopBody arriving();

    /** Sends its peer what arrives at the other end, and ends when that does. */
    void send(LoopBody leaving);

    /** Ends it. */
    void close();
}
