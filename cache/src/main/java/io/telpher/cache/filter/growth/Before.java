package io.telpher.cache.filter.growth;

import io.telpher.http.Body;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/**
 * A body of which it is told how much was read.
 *
 * @param told is told each time
 */
record Before(Body body, IntConsumer told) implements Body {
    @Override
    public long length() {
        return body.length();
    }

    @Override
    public InputStream stream() {
        return new FilterInputStream(body.stream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int n = in.read(into, offset, length);
                if (n > 0) {
                    told.accept(n);
                }
                return n;
            }
        };
    }

    @Override
    public void discard() {
        body.discard();
    }
}
