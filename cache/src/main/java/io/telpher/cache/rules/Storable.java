package io.telpher.cache.rules;

import io.telpher.http.Fields;
import java.util.Locale;

/** Whether a response may be stored, and as what. */
public sealed interface Storable {

    /**
     * It may.
     *
     * @param meta all that is decided by
     * @param fields those to store
     * @param labels by which it is found when it must go
     */
    record Store(StoredMeta meta, Fields fields, Labels labels) implements Storable {}

    /** It may not, or would be of no use. */
    record Refuse(Reason reason) implements Storable {}

    /** Why not. */
    enum Reason {
        /** Responses to this method are not stored. */
        METHOD,
        /** The request has content, or overrides its method, by which its origin may have answered something else. */
        HIDDEN_QUESTION,
        /** The request names another target in a field that is not in the key. */
        OTHER_TARGET,
        /** A status that is never stored, or with {@code must-understand} one that we do not understand. */
        STATUS,
        /** The client forbids it. */
        REQUEST_NO_STORE,
        /** The origin forbids it. */
        NO_STORE,
        /** It is for one client. */
        PRIVATE,
        /** The client showed credentials, and nothing says that others may have the answer. */
        AUTHORIZATION,
        /** It sets a cookie, and nothing says that others may have the answer. */
        SET_COOKIE,
        /** No request is like this one, or too many fields say which are. */
        VARY,
        /** A part whose place is not known. */
        PARTIAL,
        /** Nobody says for how long it is fresh, and it cannot be validated. As of all that follow, nothing could be done with it. */
        UNSAID,
        /** The same where an operator says for how long: the request has a cookie, so that it may be one user's. */
        COOKIE,
        /** The same: its path ends like a file's, and its content may be a user's page. */
        PAGE,
        /** It was not fresh any more when it came, and cannot be validated. */
        EXPIRED,
        /** It must be validated before each use, and cannot be. */
        NO_VALIDATOR;

        /** True if it is the request's fault: what is stored already may stay. */
        boolean ofRequest() {
            return switch (this) {
                case METHOD, HIDDEN_QUESTION, OTHER_TARGET, REQUEST_NO_STORE, AUTHORIZATION -> true;
                case STATUS,
                        NO_STORE,
                        PRIVATE,
                        SET_COOKIE,
                        VARY,
                        PARTIAL,
                        UNSAID,
                        COOKIE,
                        PAGE,
                        EXPIRED,
                        NO_VALIDATOR -> false;
            };
        }

        /** As it is written in {@code Cache-Status}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
