package io.telpher.cache.rules;

import io.telpher.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a request.
 *
 * @param <S> what the store has of a response
 */
public sealed interface Decision<S extends Stored> {

    /**
     * It is answered from the store.
     *
     * @param stored by which response
     * @param content by how much of it
     * @param ageMillis how old it is: the {@code Age} field, in whole seconds
     * @param stale true if it is stale, which its origin or the client allowed
     * @param behind what is asked meanwhile, without anybody waiting for it; or null
     */
    record Answer<S extends Stored>(
            S stored,
            Content content,
            long ageMillis,
            boolean stale,
            @Nullable Validate<S> behind) implements Decision<S> {}

    /**
     * The origin is asked about a response that is stored; {@link Updating} says what its answer means.
     *
     * @param stored about which
     * @param fields the request's, with our conditions in place of the client's
     * @param reason why it is not used as it is
     * @param conditional false if the response has no validator: all of it is asked for
     * @param onError true if it is served should the origin answer with an error
     * @param onFailure true if it is served should the origin not answer
     */
    record Validate<S extends Stored>(
            S stored, Fields fields, Reason reason, boolean conditional, boolean onError, boolean onFailure)
            implements Decision<S> {}

    /**
     * The origin is asked for the part that is missing of what is wanted, a response or a range of it; {@link Updating#completed} takes the answer.
     *
     * @param stored of which
     * @param fields the request's, with the range and the condition on which it makes sense
     */
    record Complete<S extends Stored>(S stored, Fields fields) implements Decision<S> {}

    /** The request goes on as it is. */
    record Forward<S extends Stored>(Reason reason) implements Decision<S> {}

    /** The client wants nothing but what is stored, and it is not: 504 (RFC 9111 §5.2.1.7). */
    record Unavailable<S extends Stored>() implements Decision<S> {}

    /** Why a request goes on (RFC 9211 §2.2). */
    enum Reason {
        /** The cache is not used for it. */
        BYPASS,
        /** Its method is not answered from caches. */
        METHOD,
        /** Nothing is stored for its key. */
        URI_MISS,
        /** Nothing that is stored for its key matches it. */
        VARY_MISS,
        /** Its client asks for more than there is. */
        REQUEST,
        /** What is stored is stale. */
        STALE,
        /** A part is stored, and not the one that is needed. */
        PARTIAL;

        /** As it is written in {@code Cache-Status}. */
        public String label() {
            return switch (this) {
                case BYPASS -> "bypass";
                case METHOD -> "method";
                case URI_MISS -> "uri-miss";
                case VARY_MISS -> "vary-miss";
                case REQUEST -> "request";
                case STALE -> "stale";
                case PARTIAL -> "partial";
            };
        }
    }
}
