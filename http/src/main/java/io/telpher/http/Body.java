package io.telpher.http;

import io.telpher.core.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The content of a message. It is opaque, single-use and moves from connection to connection without passing through
 * filters. Whoever receives a message either passes its body on, reads it, or discards it.
 */
public interface Body {
    /** The length of a body whose end is not known beforehand. */
    long UNKNOWN = -1;

    /** How many bytes, or {@link #UNKNOWN}. */
    long length();

    /** The bytes as they come. Reading blocks; trouble on the way is an IOException whose cause is the {@link Failure}. */
    InputStream stream();

    /** The body is not wanted: its connection is freed for the next message, or closed. */
    default void discard() {}

    /** The fields that came after the content (RFC 9110 §6.5); complete once the body has been read to its end. */
    default Fields trailers() {
        return Fields.EMPTY;
    }

    /** True if there is certainly no content. */
    default boolean isEmpty() {
        return length() == 0;
    }

    /** True if it can be sent again from its beginning. */
    default boolean replayable() {
        return false;
    }

    /** This body so that it can be sent again, unless more than {@code limit} bytes of it pass; itself if that cannot be. */
    default Body kept(int limit) {
        return this;
    }

    /** Reads all of it. @throws IOException if it is longer than {@code limit} or does not arrive */
    default byte[] readAll(int limit) throws IOException {
        try (InputStream in = stream()) {
            byte[] bytes = in.readNBytes(limit);
            if (bytes.length == limit && in.read() >= 0) {
                discard();
                throw new IOException("the body is longer than " + limit + " bytes");
            }
            return bytes;
        }
    }

    /** No content. */
    static Body empty() {
        return BytesBody.EMPTY;
    }

    /** These bytes, which must not change any more. */
    static Body of(byte[] bytes) {
        return bytes.length == 0 ? BytesBody.EMPTY : new BytesBody(bytes);
    }

    /** This text in UTF-8. */
    static Body of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What {@code writer} writes, as fast as the receiver takes it. */
    static Body writing(long length, Writer writer) {
        return new WrittenBody(length, writer);
    }

    /** Writes a body. */
    @FunctionalInterface
    interface Writer {
        /**
         * Writes the content, blocking while the receiver is slow, and returns at its end. It runs on a worker thread.
         * {@code flush} sends at once what has been written.
         */
        void writeTo(OutputStream out) throws IOException;
    }
}
