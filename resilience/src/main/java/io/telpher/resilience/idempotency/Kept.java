package io.telpher.resilience.idempotency;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is kept under a key: of which request, and how far its execution is. A record's first byte says which kind it is, then
 * comes the request's fingerprint.
 */
final class Kept {
    /** How many bytes of a request are a fingerprint. */
    static final int PRINT_BYTES = 32;

    private static final byte PENDING = 'P';
    private static final byte ANSWERED = 'A';
    private static final byte DONE = 'D';
    private static final int HEAD_BYTES = 1 + PRINT_BYTES;

    private Kept() {}

    /** It is being executed by whoever has this token. */
    static byte[] pending(byte[] print, byte[] token) {
        return record(PENDING, print, token);
    }

    /** It was executed, and this was the answer. */
    static byte[] answered(byte[] print, byte[] answer) {
        return record(ANSWERED, print, answer);
    }

    /** It was executed, and the answer was too long to be kept. */
    static byte[] done(byte[] print) {
        return record(DONE, print, new byte[0]);
    }

    private static byte[] record(byte kind, byte[] print, byte[] rest) {
        if (print.length != PRINT_BYTES) {
            throw new IllegalArgumentException("a fingerprint has " + PRINT_BYTES + " bytes");
        }
        byte[] record = new byte[HEAD_BYTES + rest.length];
        record[0] = kind;
        System.arraycopy(print, 0, record, 1, PRINT_BYTES);
        System.arraycopy(rest, 0, record, HEAD_BYTES, rest.length);
        return record;
    }

    static boolean isOf(byte[] record, byte[] print) {
        return record.length >= HEAD_BYTES && Arrays.equals(record, 1, HEAD_BYTES, print, 0, PRINT_BYTES);
    }

    static boolean isPending(byte[] record) {
        return record[0] == PENDING;
    }

    /** The answer, or null if it was too long. */
    static byte @Nullable [] answer(byte[] record) {
        return record[0] == ANSWERED ? Arrays.copyOfRange(record, HEAD_BYTES, record.length) : null;
    }
}
