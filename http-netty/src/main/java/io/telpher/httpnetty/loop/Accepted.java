package io.telpher.httpnetty.loop;

/** A client's connection, whichever version of HTTP it speaks. */
interface Accepted {
    /** Finishes what is under way and closes: no new request is taken. On its loop. */
    void drain();

    /** The same from any thread. */
    void drainSoon();

    /** Closes, whatever is under way. Any thread. */
    void closeNow();
}
