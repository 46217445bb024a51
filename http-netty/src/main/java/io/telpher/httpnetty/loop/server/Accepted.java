package io.telpher.httpnetty.loop.server;

import io.telpher.core.Failure;
import io.telpher.httpnetty.loop.Weight;

/** A client's connection, whichever version of HTTP it speaks. */
interface Accepted {
    /** What it weighs when something runs short. Any thread: what it says may be a moment old. */
    Weight weight();

    /** Finishes what is under way and closes: no new request is taken. Any thread. */
    void drain();

    /** Closes; whatever is under way ends because of {@code why}. Any thread. */
    void closeNow(Failure why);
}
