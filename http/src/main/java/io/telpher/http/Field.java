package io.telpher.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One field line, encoded once. Fields whose value never changes are worth keeping in a constant.
 */
public final class Field {
    private final FieldName name;
    private final String value;
    private final byte[] line;

    private Field(FieldName name, String value) {
        this.name = name;
        this.value = value;
        this.line = encode(name.bytes(), value);
    }

    /** A field. @throws IllegalArgumentException if the value holds what no field may: this is our defence against response splitting */
    public static Field of(FieldName name, String value) {
        if (!Tokens.isFieldValue(value)) {
            throw new IllegalArgumentException(
                    "the value of " + name + " holds a control character (RFC 9110 section 5.5)");
        }
        return new Field(name, value);
    }

    private static byte[] encode(byte[] name, String value) {
        byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
        byte[] line = new byte[name.length + text.length + 4];
        System.arraycopy(name, 0, line, 0, name.length);
        line[name.length] = ':';
        line[name.length + 1] = ' ';
        System.arraycopy(text, 0, line, name.length + 2, text.length);
        line[line.length - 2] = '\r';
        line[line.length - 1] = '\n';
        return line;
    }

    /** Its name. */
    public FieldName name() {
        return name;
    }

    /** Its value. */
    public String value() {
        return value;
    }

    byte[] line() {
        return line;
    }

    void visit(FieldVisitor visitor) {
        int nameEnd = name.bytes().length;
        visitor.field(line, name.hash(), 0, nameEnd, nameEnd + 2, line.length - 2);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Field field && Arrays.equals(line, field.line);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(line);
    }

    @Override
    public String toString() {
        return name + ": " + value;
    }
}
