package io.telpher.cache.filter.body;

import io.telpher.http.Body;
import io.telpher.http.MultipartRanges;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Several parts as one body.
 *
 * @param around what stands around them
 * @param bodies their contents
 */
public record ManyParts(MultipartRanges around, List<Body> bodies) implements Body {

    @Override
    public long length() {
        return around.length();
    }

    @Override
    public InputStream stream() {
        List<InputStream> streams = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            streams.add(new ByteArrayInputStream(around.head(around.parts().get(i))));
            streams.add(bodies.get(i).stream());
        }
        streams.add(new ByteArrayInputStream(around.end()));
        return new Sequence(streams);
    }

    @Override
    public void discard() {
        bodies.forEach(Body::discard);
    }
}
