package io.telpher.core;

import org.jspecify.annotations.Nullable;

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

    /** Who is refused first when not everybody can be served. */
    default Priority priority(Q request) {
        return Priority.NORMAL;
    }

    /** True if the reply tells that the endpoint failed, such as 503 or SERVFAIL. */
    boolean failed(R reply);

    /** When the exchange of this reply ends. */
    Ending end(R reply);

    /** Disposes of a reply that nobody wants, giving its connection back. */
    void discard(R reply);

    /** When the exchange of this request must be over, by the clock of its protocol; 0 if it may last. */
    default long deadlineNanos(Q request) {
        return 0;
    }

    // === several attempts at one request ===

    /** How long the reply asks not to be called again, as 429 and 503 may; negative if it does not say. */
    default long waitNanos(R reply) {
        return -1;
    }

    /** Whom the attempts of this call went to, or null if nobody above the upstream makes attempts. */
    default @Nullable Tries tries(Q request) {
        return null;
    }

    /**
     * Begins an attempt at the request.
     *
     * @param untilNanos when there must be a reply, by the clock of the protocol; 0 if that is not limited
     */
    default void attempt(Q request, Tries tries, long untilNanos) {}

    /** The same request for an attempt beside the one that is under way, so that neither disturbs the other. */
    default Q beside(Q request, Tries elsewhere) {
        return request;
    }

    /** An attempt beside was made, and its answer is the answer to {@code request} if it has {@code won}. */
    default void took(Q request, Q beside, boolean won) {}
}
