package io.telpher.core;

/**
 * A function from a request to a reply: a server and a client alike.
 *
 * <p>{@code call} returns at the reply's head; the exchange ends when both bodies have ended, see {@link Ending}.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
@FunctionalInterface
public interface Service<Q, R> {

    /**
     * Answers the request. May block: it runs on a virtual thread.
     *
     * @throws Failure for trouble on the network; anything else is a bug and is reported as one
     */
    R call(Q request) throws Exception;
}
