package io.telpher.resilience.idempotency;

/**
 * What becomes of a call with a key.
 *
 * @param <R> the reply
 */
public sealed interface OnceResult<R> {

    /** It was executed for this call. */
    record Executed<R>(R reply) implements OnceResult<R> {}

    /** It was executed before, and this was the answer. */
    record Repeated<R>(R reply) implements OnceResult<R> {}

    /** It was executed before, and the answer was too long to be kept. */
    record NotKept<R>() implements OnceResult<R> {}

    /** The key belongs to another request. */
    record Different<R>() implements OnceResult<R> {}

    /** It is still being executed for an earlier call. */
    record StillBusy<R>() implements OnceResult<R> {}
}
