package io.telpher.resilience.idempotency;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How replies are kept.
 *
 * @param <R> the reply
 */
public interface Answers<R> {

    /**
     * A reply that was taken apart.
     *
     * @param reply what is answered now
     * @param bytes what is kept, or null if it is too long
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Taken<R>(R reply, byte @Nullable [] bytes) {}

    /** True if the reply is the last word on its request: a repeat is to have the same. */
    boolean isFinal(R reply);

    /** Takes a final reply apart, reading it to its end. */
    Taken<R> take(R reply) throws IOException;

    /** A reply as it was kept. */
    R of(byte[] bytes) throws IOException;
}
