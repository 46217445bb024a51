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

    /**
     * True if only the end of this reply tells whether the endpoint failed, as the trailers of gRPC do: {@link #failedAtEnd} is
     * asked then.
     */
    default boolean tellsAtEnd(R reply) {
        return false;
    }

    /** True if a reply that has ended well tells at its end that the endpoint failed. */
    default boolean failedAtEnd(R reply) {
        return false;
    }

    /** When the exchange of this reply ends. */
    Ending end(R reply);

    /** Disposes of a reply that nobody wants, giving its connection back. */
    void discard(R reply);

    /** True if the reply has no end of its own, such as a stream of events or a tunnel. */
    default boolean lasts(R reply) {
        return false;
    }

    /** When the exchange of this request must be over, by the clock of its protocol; 0 if it may last. */
    default long deadlineNanos(Q request) {
        return 0;
    }

    /**
     * Gives the exchange so long from when its request came. Of several limits, and of what the caller said, the earliest end
     * counts. Whoever serves the request interrupts the thread that calls when it has come.
     */
    default void limit(Q request, long nanos) {}

    /** The exchange may last, whatever was said before. */
    default void unlimit(Q request) {}

    // === several attempts at one request ===

    /** How long the reply asks not to be called again, as 429 and 503 may; negative if it does not say. */
    default long waitNanos(R reply) {
        return -1;
    }

    /** Whom the attempts of this call went to, or null if nobody above the upstream makes attempts. */
    default @Nullable Tries tries(Q request) {
        return null;
    }

    /** When an endpoint was asked last, by the clock of the protocol; 0 if none was, or nobody notes it. */
    default long askedNanos(Q request) {
        return 0;
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

    // === one call for many ===

    /** True if its reply is kept for whoever asks later, so that the call is worth its end even if nobody waits for it. */
    default boolean kept(Q request) {
        return false;
    }

    /** The same request for nobody in particular, so that it goes on when its caller leaves. */
    default Q detached(Q request) {
        return request;
    }

    /** Notes that {@code request} was served by way of {@code other}, which was detached from it. */
    default void served(Q request, Q other) {}

    /** Notes that {@code request} gets what was answered to another's. */
    default void joined(Q request) {}

    /**
     * Has a reply shared.
     *
     * @param request what it answers
     * @param bytesMax how much of its content may be held for copies that are behind others
     * @param waiter how it waits for those
     * @return null if this reply is for one only, or too large
     */
    default @Nullable Copies<Q, R> share(Q request, R reply, int bytesMax, Waiter waiter) throws Exception {
        return null;
    }
}
