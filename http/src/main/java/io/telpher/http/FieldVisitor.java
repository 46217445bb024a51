package io.telpher.http;

/** Takes a field as it lies in bytes. */
@FunctionalInterface
public interface FieldVisitor {
    /** Takes the name, in any case and with its {@link FieldName#hash}, and the value, both as ranges of {@code bytes}. */
    void field(byte[] bytes, int hash, int nameStart, int nameEnd, int valueStart, int valueEnd);
}
