package io.telpher.httpnetty.loop;

import io.telpher.http.Fields;
import io.telpher.http.LineSink;
import io.telpher.net.Loop;

/**
 * Puts a head together in the loop's scratch bytes, from where it goes to the {@link Outbox} in one piece: many small
 * writes into a direct buffer cost more than all the rest of a head. Begun and finished within one call.
 */
final class HeadWriter {
    private static final int MARGIN = 64; // for numbers, which are not looked at one by one

    private final byte[] scratch;
    private final Outbox out;
    private final LineSink sink = this::bytes;
    private int length;

    HeadWriter(Loop loop, Outbox out) {
        this.scratch = loop.scratch();
        this.out = out;
    }

    HeadWriter bytes(byte[] bytes) {
        bytes(bytes, 0, bytes.length);
        return this;
    }

    private void bytes(byte[] bytes, int offset, int count) {
        if (count > scratch.length - MARGIN - length) {
            done();
            if (count > scratch.length - MARGIN) {
                out.bytes(bytes, offset, count);
                return;
            }
        }
        System.arraycopy(bytes, offset, scratch, length, count);
        length += count;
    }

    /** Text of ISO 8859-1. */
    @SuppressWarnings("deprecation") // the one way to Latin-1 bytes without another array
    HeadWriter text(String text) {
        int count = text.length();
        if (count > scratch.length - MARGIN - length) {
            done();
        }
        text.getBytes(0, count, scratch, length);
        length += count;
        return this;
    }

    HeadWriter fields(Fields fields) {
        fields.lines(sink);
        return this;
    }

    HeadWriter decimal(long value) {
        if (value >= 10) {
            decimal(value / 10);
        }
        scratch[length++] = (byte) ('0' + value % 10);
        return this;
    }

    /** Gives what was written to the outbox. */
    void done() {
        out.bytes(scratch, 0, length);
        length = 0;
    }
}
