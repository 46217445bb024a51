package io.telpher.cache.filter.body;

import io.telpher.http.Body;
import java.io.InputStream;
import java.util.List;

/** Bodies one after the other. */
public record Bodies(long length, List<Body> parts) implements Body {

    @Override
    public InputStream stream() {
        return new Sequence(parts.stream().map(Body::stream).toList());
    }

    @Override
    public void discard() {
        parts.forEach(Body::discard);
    }
}
