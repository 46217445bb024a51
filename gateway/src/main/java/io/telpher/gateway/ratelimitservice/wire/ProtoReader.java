package io.telpher.gateway.ratelimitservice.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The fields of a message in protobuf, one after the other. What is no message is an IllegalArgumentException. */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int VARINT_BITS = 70;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int type;

    ProtoReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtoReader(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** The number of the next field, or 0 at the end. Its value must be read or skipped before the next. */
    int next() {
        if (at == end) {
            return 0;
        }
        long tag = varint();
        type = (int) tag & 7;
        long number = tag >>> 3;
        if (number < 1 || number > 0x1fff_ffff) {
            throw new IllegalArgumentException("a field without a number");
        }
        return (int) number;
    }

    /** A number. */
    long number() {
        expect(VARINT);
        return varint();
    }

    /** A message within the message. */
    ProtoReader message() {
        expect(LENGTH);
        int length = length();
        at += length;
        return new ProtoReader(bytes, at - length, at);
    }

    /** A text. */
    String text() {
        expect(LENGTH);
        int length = length();
        at += length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at - length, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text that is not UTF-8", e);
        }
    }

    /** Passes over a field that is not known. */
    void skip() {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> forward(Long.BYTES);
            case FIXED32 -> forward(Integer.BYTES);
            case LENGTH -> forward(length());
            default -> throw new IllegalArgumentException("a field of no known type");
        }
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw new IllegalArgumentException("a field of another type than it has");
        }
    }

    private void forward(int count) {
        if (count > end - at) {
            throw new IllegalArgumentException("a message that breaks off");
        }
        at += count;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("a message that breaks off");
        }
        return (int) length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < VARINT_BITS; shift += 7) {
            if (at == end) {
                throw new IllegalArgumentException("a message that breaks off");
            }
            byte one = bytes[at++];
            value |= (long) (one & 0x7f) << shift;
            if (one >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than ten bytes");
    }
}
