package io.telpher.core;

/**
 * All that a policy may know of a protocol's requests and replies. Each protocol supplies one; retry, breaker, balancing
 * and coalescing are written against this and nothing else.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public interface Traits<Q, R> {

    /** True if executing the request twice has the effect of executing it once. */
    boolean idempotent(Q request);

    /** True if the request can be sent again: nothing of its body has been consumed, or it has none. */
    boolean replayable(Q request);

    /** True if the reply tells that the endpoint failed, such as 503 or SERVFAIL. */
    boolean failed(R reply);

    /** When the exchange of this reply ends. */
    Ending end(R reply);

    /** Disposes of a reply that nobody wants, giving its connection back. */
    void discard(R reply);
}
