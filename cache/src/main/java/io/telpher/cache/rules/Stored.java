package io.telpher.cache.rules;

import io.telpher.http.Fields;

/** A stored response, as stores have it: the rules read nothing else of it. */
public interface Stored {
    /** What is decided by. */
    StoredMeta meta();

    /** Its fields, as {@link Storable.Store} gave them. Asked for only when something is made of them. */
    Fields fields();
}
