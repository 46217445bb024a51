package io.telpher.httpnetty.loop.client;

import io.telpher.core.Endpoint;
import io.telpher.core.Failure;

/** The end of the time of one attempt at a request, in the words that say how far it had come. */
final class AttemptOver {
    private AttemptOver() {}

    /**
     * What became of it.
     *
     * @param waiting whether it waited for a connection to be free
     * @param connected whether the request was on its way
     */
    static Failure failure(Endpoint endpoint, boolean waiting, boolean connected) {
        if (waiting) {
            return new Failure(
                    Failure.Side.LOCAL, Failure.Kind.LIMIT, true, "no connection was free within one attempt");
        }
        Failure.Kind kind = connected ? Failure.Kind.READ_TIMEOUT : Failure.Kind.CONNECT_TIMEOUT;
        return Failure.upstream(kind, !connected, endpoint + " did not answer in the time of one attempt");
    }
}
