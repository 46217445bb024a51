package io.telpher.core;

/**
 * A decision on a request's head that must not even start a thread. It runs on the event loop: it is total, does no I/O
 * and never waits.
 *
 * @param <Q> the request, of which only the head may be read
 * @param <R> the reply
 */
@FunctionalInterface
public interface Gate<Q, R> {

    /** Judges a request's head. */
    Verdict<R> admit(Q head);
}
