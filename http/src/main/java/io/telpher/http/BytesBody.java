package io.telpher.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * A body that is in memory. It can be used any number of times.
 *
 * @param bytes the content
 */
@SuppressWarnings("ArrayRecordComponent") // identity is all that anybody asks of a body
public record BytesBody(byte[] bytes) implements Body {
    static final BytesBody EMPTY = new BytesBody(new byte[0]);

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public boolean replayable() {
        return true;
    }

    @Override
    public InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }
}
