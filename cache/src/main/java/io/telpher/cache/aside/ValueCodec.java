package io.telpher.cache.aside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How values are written into a store.
 *
 * @param <V> the values
 */
public interface ValueCodec<V> {
    /** Text in UTF-8. */
    ValueCodec<String> TEXT = new ValueCodec<>() {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    };

    /** A value as bytes. */
    byte[] encode(V value);

    /** The value of these bytes. @throws IOException if they are none, such as those of another version: then it is loaded */
    V decode(byte[] bytes) throws IOException;
}
