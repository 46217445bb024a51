package io.telpher.core;

/**
 * What a {@link Gate} says of a request.
 *
 * @param <R> the reply
 */
public sealed interface Verdict<R> {

    /** The request goes on. */
    record Admit<R>() implements Verdict<R> {
        private static final Admit<?> ADMIT = new Admit<>();
    }

    /** The request is answered here and now. */
    record Answer<R>(R reply) implements Verdict<R> {}

    /** The request gets no answer: its connection is closed, its datagram forgotten. */
    record Drop<R>(String reason) implements Verdict<R> {}

    /** The request goes on. */
    @SuppressWarnings("unchecked")
    static <R> Verdict<R> admit() {
        return (Verdict<R>) Admit.ADMIT;
    }
}
