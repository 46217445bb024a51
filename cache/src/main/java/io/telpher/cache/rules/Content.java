package io.telpher.cache.rules;

import io.telpher.http.Ranges;
import java.util.List;

/** What of a stored response answers a request. */
public sealed interface Content {
    /** All of it, with its own status. */
    Content WHOLE = new Whole();

    /** That it has not changed: 304. */
    Content NOT_MODIFIED = new NotModified();

    /** See {@link #WHOLE}. */
    record Whole() implements Content {}

    /** See {@link #NOT_MODIFIED}. */
    record NotModified() implements Content {}

    /** Parts of it, 206: one as it is, several as {@link io.telpher.http.MultipartRanges}. */
    record Parts(List<Ranges.Range> ranges) implements Content {}

    /** That it has no such part: 416. */
    record Unsatisfiable() implements Content {}
}
