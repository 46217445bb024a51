package io.telpher.core;

import org.jspecify.annotations.Nullable;

/**
 * One reply for many requests: each gets its own, and the content is shared as it arrives. First copies are made, then
 * {@link #run} brings the content in. For one thread, but for the copies.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public interface Copies<Q, R> extends Runnable {

    /** The reply as an answer to this request, or null if it is none: it depends on what the two have not in common. */
    @Nullable
    R copy(Q request);

    /**
     * Brings the content in, and returns at its end or when nobody takes it any more. No copies are made from here on.
     * Blocking; trouble on the way becomes that of the copies.
     */
    @Override
    void run();
}
