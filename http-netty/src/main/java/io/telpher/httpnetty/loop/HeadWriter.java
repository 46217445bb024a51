package io.telpher.httpnetty.loop;

import io.telpher.http.Fields;
import io.telpher.http.LineSink;
import io.telpher.net.Loop;
import java.nio.charset.StandardCharsets;

/**
 * Puts a head together in the loop's scratch bytes, from where it goes to the {@link Outbox} in one piece: many small
 * writes into a direct buffer cost more than all the rest of a head. Begun and finished within one call.
 */
public final class HeadWriter {
    private static final byte[] CRLF = encoded("\r\n");
    private static final byte[] CONTENT_LENGTH = encoded("content-length: ");
    private static final byte[] CHUNKED = encoded("transfer-encoding: chunked\r\n");
    private static final byte[] UPGRADE = encoded("connection: upgrade\r\n");
    private static final int MARGIN = 64; // for numbers, which are not looked at one by one

    private final byte[] scratch;
    private final Outbox out;
    private final LineSink sink = this::bytes;
    private int length;

    /** Text of ISO 8859-1 as the bytes of a head. */
    public static byte[] encoded(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public HeadWriter(Loop loop, Outbox out) {
        this.scratch = loop.scratch();
        this.out = out;
    }

    public HeadWriter bytes(byte[] bytes) {
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
    public HeadWriter text(String text) {
        int count = text.length();
        if (count > scratch.length - MARGIN - length) {
            done();
        }
        text.getBytes(0, count, scratch, length);
        length += count;
        return this;
    }

    public HeadWriter fields(Fields fields) {
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

    /** How long the content is (RFC 9110 §8.6). */
    public HeadWriter contentLength(long length) {
        return bytes(CONTENT_LENGTH).decimal(length).line();
    }

    /** That the content comes in chunks (RFC 9112 §7.1). */
    public HeadWriter chunked() {
        return bytes(CHUNKED);
    }

    /** That the connection is to be, or is, another protocol's (RFC 9110 §7.8). */
    public HeadWriter upgrade() {
        return bytes(UPGRADE);
    }

    /** The end of a line, or of the head. */
    public HeadWriter line() {
        return bytes(CRLF);
    }

    /** Gives what was written to the outbox. */
    public void done() {
        out.bytes(scratch, 0, length);
        length = 0;
    }
}
