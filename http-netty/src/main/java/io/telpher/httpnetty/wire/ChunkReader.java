package io.telpher.httpnetty.wire;

import io.telpher.http.Tokens;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the framing of a chunked body (RFC 9112 §7.1) a byte at a time, and leaves the data to its user: while
 * {@link #inData()}, the next {@link #remaining()} bytes are data, to be reported with {@link #consumed}; everything else
 * goes through {@link #accept}. Confined to its user.
 */
public final class ChunkReader {
    private static final int EXTENSION_BYTES_MAX = 4096;
    /** What each chunk may spend on extensions before it counts: a body of tiny chunks must not be mostly extensions. */
    private static final int EXTENSION_BYTES_FREE = 16;

    private static final int TRAILER_BYTES_MAX = 8192;

    private enum State {
        SIZE,
        /** White space after a size or an extension: only another extension may follow. */
        EXTENSION_NEXT,
        EXTENSION_START,
        EXTENSION_NAME,
        EXTENSION_NAMED,
        EXTENSION_EQUALS,
        EXTENSION_TOKEN,
        EXTENSION_QUOTED,
        EXTENSION_ESCAPED,
        EXTENSION_UNQUOTED,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        DONE
    }

    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extensionBytes;
    private byte[] trailer = new byte[0];
    private int trailerLength;

    /** True while the next bytes are data. */
    public boolean inData() {
        return state == State.DATA;
    }

    /** How many bytes of data are still to come in this chunk. */
    public long remaining() {
        return size;
    }

    /** Says that {@code n} bytes of data were taken. */
    public void consumed(long n) {
        size -= n;
        if (size == 0) {
            state = State.DATA_CR;
        }
    }

    /** True once the last chunk and its trailer section have been read. */
    public boolean done() {
        return state == State.DONE;
    }

    /** The trailer section with its final empty line: fields for a {@link HeadScanner}. */
    public byte[] trailer() {
        return Arrays.copyOf(trailer, trailerLength);
    }

    /** Reads one byte of framing. @throws BadMessage if it cannot stand there */
    public void accept(byte b) throws BadMessage {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION_NEXT,
                    EXTENSION_START,
                    EXTENSION_NAME,
                    EXTENSION_NAMED,
                    EXTENSION_EQUALS,
                    EXTENSION_TOKEN,
                    EXTENSION_QUOTED,
                    EXTENSION_ESCAPED,
                    EXTENSION_UNQUOTED -> extension(b);
            case SIZE_LF -> sizeLineFeed(b);
            case DATA_CR -> {
                expect(b, '\r', "after the data of a chunk");
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, '\n', "after the data of a chunk");
                startSize();
            }
            case TRAILER -> trailerByte(b);
            case DATA, DONE -> throw new IllegalStateException("not framing");
        }
    }

    private void startSize() {
        state = State.SIZE;
        size = 0;
        digits = 0;
    }

    private void size(byte b) throws BadMessage {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && b > 0) {
            if (++digits > 15) {
                throw new BadMessage(400, "a chunk size of more than 15 digits (RFC 9112 section 7.1)");
            }
            size = size << 4 | digit;
        } else if (digits == 0) {
            throw new BadMessage(
                    400, "a chunk size that begins with " + HeadScanner.hex(b) + " (RFC 9112 section 7.1)");
        } else if (b == ';') {
            state = State.EXTENSION_START;
        } else if (b == ' ' || b == '\t') {
            state = State.EXTENSION_NEXT;
        } else if (b == '\r') {
            state = State.SIZE_LF;
        } else {
            throw new BadMessage(400, HeadScanner.hex(b) + " after a chunk size (RFC 9112 section 7.1)");
        }
    }

    private void extension(byte b) throws BadMessage {
        if (++extensionBytes > EXTENSION_BYTES_MAX) {
            throw new BadMessage(
                    400, "chunk extensions of more than " + EXTENSION_BYTES_MAX + " bytes (RFC 9112 section 7.1.1)");
        }
        State next = after(b);
        if (next == null) {
            throw new BadMessage(
                    400, HeadScanner.hex(b) + " where it cannot stand in a chunk extension (RFC 9112 section 7.1.1)");
        }
        state = next;
    }

    /** {@code *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )} (RFC 9112 §7.1.1). */
    private @Nullable State after(byte b) {
        boolean space = b == ' ' || b == '\t';
        boolean text = space || (b > 32 && b < 127) || b < 0;
        return switch (state) {
            case EXTENSION_NEXT -> space ? state : b == ';' ? State.EXTENSION_START : null;
            case EXTENSION_START -> space ? state : Tokens.isTokenByte(b) ? State.EXTENSION_NAME : null;
            case EXTENSION_NAME ->
                Tokens.isTokenByte(b)
                        ? state
                        : space ? State.EXTENSION_NAMED : b == '=' ? State.EXTENSION_EQUALS : ended(b);
            case EXTENSION_NAMED ->
                space ? state : b == '=' ? State.EXTENSION_EQUALS : b == ';' ? State.EXTENSION_START : null;
            case EXTENSION_EQUALS ->
                space
                        ? state
                        : b == '"' ? State.EXTENSION_QUOTED : Tokens.isTokenByte(b) ? State.EXTENSION_TOKEN : null;
            case EXTENSION_TOKEN -> Tokens.isTokenByte(b) ? state : space ? State.EXTENSION_NEXT : ended(b);
            case EXTENSION_QUOTED ->
                b == '"' ? State.EXTENSION_UNQUOTED : b == '\\' ? State.EXTENSION_ESCAPED : text ? state : null;
            case EXTENSION_ESCAPED -> text ? State.EXTENSION_QUOTED : null;
            case EXTENSION_UNQUOTED -> space ? State.EXTENSION_NEXT : ended(b);
            default -> throw new IllegalStateException("not an extension");
        };
    }

    private static @Nullable State ended(byte b) {
        return b == '\r' ? State.SIZE_LF : b == ';' ? State.EXTENSION_START : null;
    }

    private void sizeLineFeed(byte b) throws BadMessage {
        expect(b, '\n', "after a chunk size");
        extensionBytes -= (int) Math.min(extensionBytes, EXTENSION_BYTES_FREE + 2 * size);
        state = size == 0 ? State.TRAILER : State.DATA;
    }

    private void trailerByte(byte b) throws BadMessage {
        if (trailerLength == trailer.length) {
            if (trailerLength == TRAILER_BYTES_MAX) {
                throw new BadMessage(
                        431, "a trailer section of more than " + TRAILER_BYTES_MAX + " bytes (RFC 6585 section 5)");
            }
            trailer = Arrays.copyOf(trailer, Math.max(64, trailerLength * 2));
        }
        if (b == '\n' && (trailerLength == 0 || trailer[trailerLength - 1] != '\r')) {
            throw new BadMessage(400, "a line that ends without CR (RFC 9112 section 2.2)");
        }
        trailer[trailerLength++] = b;
        boolean empty = trailerLength == 2 || (trailerLength >= 4 && trailer[trailerLength - 3] == '\n');
        if (b == '\n' && empty) {
            state = State.DONE;
        }
    }

    private static void expect(byte b, char wanted, String where) throws BadMessage {
        if (b != wanted) {
            throw new BadMessage(400, HeadScanner.hex(b) + " where CRLF belongs, " + where + " (RFC 9112 section 7.1)");
        }
    }
}
