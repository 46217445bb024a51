package io.telpher.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One field line, encoded once. Fields whose value never changes are worth keeping in a constant.
 */
public final class Field {
    private final FieldName name;
    private final byte[] line;
    private final int length; // of the line, in an array that may be longer
    private @Nullable String value; // for who asks again

    private Field(FieldName name, byte[] line, int length, @Nullable String value) {
        this.name = name;
        this.line = line;
        this.length = length;
        this.value = value;
    }

    /** A field. @throws IllegalArgumentException if the value holds what no field may: this is our defence against response splitting */
    public static Field of(FieldName name, String value) {
        Text text = new Text(name, value.length()).add(value);
        return text.done(value);
    }

    /** A field whose value is a number, not below 0. */
    public static Field of(FieldName name, long number) {
        return new Text(name, Text.DIGITS_MAX).add(number).done();
    }

    /** Its name. */
    public FieldName name() {
        return name;
    }

    /** Its value. */
    public String value() {
        String known = value;
        if (known == null) {
            int from = valueStart();
            known = new String(line, from, length - 2 - from, StandardCharsets.ISO_8859_1);
            value = known;
        }
        return known;
    }

    private int valueStart() {
        return name.bytes().length + 2;
    }

    void give(LineSink sink) {
        sink.bytes(line, 0, length);
    }

    void visit(FieldVisitor visitor) {
        visitor.field(line, name.hash(), 0, name.bytes().length, valueStart(), length - 2);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Field field && Arrays.equals(line, 0, length, field.line, 0, field.length);
    }

    @Override
    public int hashCode() {
        return name.hashCode() ^ value().hashCode();
    }

    @Override
    public String toString() {
        return name + ": " + value();
    }

    /** A field's line that is put together from texts and numbers. For one thread, and one field. */
    public static final class Text {
        /** Of the largest number. */
        public static final int DIGITS_MAX = 19;

        private final FieldName name;
        private byte[] line;
        private int length;

        /** Nothing but the name; there is room for a value of so many characters, and for longer ones there will be. */
        public Text(FieldName name, int room) {
            byte[] bytes = name.bytes();
            this.name = name;
            this.line = new byte[bytes.length + room + 4];
            System.arraycopy(bytes, 0, line, 0, bytes.length);
            this.length = bytes.length + 2;
            line[length - 2] = ':';
            line[length - 1] = ' ';
        }

        /** Adds a text. @throws IllegalArgumentException if it holds what no field may */
        @SuppressWarnings("deprecation") // the one way to Latin-1 bytes without another array
        public Text add(String text) {
            if (!Tokens.isFieldValue(text)) {
                throw new IllegalArgumentException(
                        "the value of " + name + " holds a control character (RFC 9110 section 5.5)");
            }
            int from = grow(text.length());
            text.getBytes(0, text.length(), line, from);
            return this;
        }

        /** Adds a number, not below 0. */
        public Text add(long number) {
            int digits = 1;
            for (long power = 10; number >= power && digits < DIGITS_MAX; power *= 10) {
                digits++;
            }
            int from = grow(digits);
            long rest = number;
            for (int i = from + digits - 1; i >= from; i--) {
                line[i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            return this;
        }

        /** Has room for so many, and two more. @return where they begin */
        private int grow(int count) {
            int from = length;
            length += count;
            if (length + 2 > line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            return from;
        }

        /** The field. */
        public Field done() {
            return done(null);
        }

        private Field done(@Nullable String value) {
            line[length] = '\r';
            line[length + 1] = '\n';
            return new Field(name, line, length + 2, value);
        }
    }
}
