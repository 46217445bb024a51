package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Stored;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;

/**
 * A stored response as it was when it was found. Whoever found it holds it: until he lets it go, its place is not used for
 * anything else, whatever becomes of it in the store.
 */
public interface Entry extends Stored {
    /** Under which key. */
    CacheKey key();

    /** The fields that came after the content. */
    Fields trailers();

    /** All of the content, with its trailers. The body holds the entry by itself, until it was sent, read to its end, closed or discarded. */
    Body content();

    /** A part of the content, which is here. Holds as {@link #content()} does. */
    Body content(Ranges.Range part);

    /** The one who found it needs it no more. Once. */
    void letGo();
}
