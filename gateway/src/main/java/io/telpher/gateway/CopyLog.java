package io.telpher.gateway;

import io.telpher.core.Outcome;
import io.telpher.http.HttpRequest;

/** Where copies of requests are told of when they have ended: an exchange of ours, which no connection ends. */
@FunctionalInterface
public interface CopyLog {
    /** Nobody is interested. */
    CopyLog NONE = (_, _, _, _) -> {};

    /**
     * A copy has ended. Any thread.
     *
     * @param copy what was sent
     * @param status what was answered; 0 if nothing was
     * @param endNanos when it ended
     * @param outcome whether there was an answer
     */
    void ended(HttpRequest copy, int status, long endNanos, Outcome outcome);
}
