package io.telpher.resilience.coalesce;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Replies as bytes, so that processes can share them.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public interface Codec<Q, R> {

    /** A reply as bytes. Blocking: takes its content. @throws IOException if that does not arrive, or is too long */
    byte[] encode(Q request, R reply) throws IOException;

    /** The reply of these bytes, or null if it is no answer to this request. @throws IOException if they are none */
    @Nullable
    R decode(byte[] bytes, Q request) throws IOException;
}
