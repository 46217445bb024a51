package io.telpher.http;

/** Takes bytes as they are to be sent. */
@FunctionalInterface
public interface LineSink {
    /** Takes {@code length} bytes from {@code offset}. */
    void bytes(byte[] bytes, int offset, int length);
}
