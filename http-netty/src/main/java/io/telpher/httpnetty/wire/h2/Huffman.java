package io.telpher.httpnetty.wire.h2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Huffman code of HPACK (RFC 7541 §5.2, appendix B). It is canonical: its codes follow from their lengths. A symbol of
 * up to {@link #FAST_BITS} bits, which is all that fields are mostly made of, takes one look into a table; a longer one is
 * found by comparing with the greatest code of each length.
 */
final class Huffman {
    private static final int FAST_BITS = 9;
    private static final int BITS_MAX = 30;
    private static final int EOS = 256;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The lengths of the codes of the symbols 0 to 255 and EOS, from appendix B. */
    private static final byte[] BITS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15,
        6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22,
        20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23,
        23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22,
        22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26,
        27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27,
        26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30
    };

    private static final int[] CODES = new int[BITS.length];
    /** By the first {@link #FAST_BITS} bits: length of the code, and symbol; 0 if the code is longer. */
    private static final short[] FAST = new short[1 << FAST_BITS];
    /** By length: the first code beyond those of this length, moved to the left of 32 bits. */
    private static final long[] BEYOND = new long[BITS_MAX + 1];
    /** By length: what to add to a code to find its place in {@link #SYMBOLS}. */
    private static final int[] OFFSET = new int[BITS_MAX + 1];

    private static final short[] SYMBOLS = new short[BITS.length];

    static {
        int code = 0;
        int place = 0;
        for (int bits = 1; bits <= BITS_MAX; bits++) {
            OFFSET[bits] = place - code;
            for (int symbol = 0; symbol < BITS.length; symbol++) {
                if (BITS[symbol] == bits) {
                    SYMBOLS[place++] = (short) symbol;
                    CODES[symbol] = code;
                    fast(symbol, code, bits);
                    code++;
                }
            }
            BEYOND[bits] = (long) code << (32 - bits);
            code <<= 1;
        }
    }

    private Huffman() {}

    private static void fast(int symbol, int code, int bits) {
        if (bits <= FAST_BITS) {
            int first = code << (FAST_BITS - bits);
            for (int i = 0; i < 1 << (FAST_BITS - bits); i++) {
                FAST[first + i] = (short) (bits << 8 | symbol);
            }
        }
    }

    /** The most bytes that {@code encoded} bytes can stand for. */
    static int decodedBytesMax(int encoded) {
        return encoded * 8 / 5 + 1;
    }

    /**
     * Decodes into {@code out}, which has room.
     *
     * @return where in {@code out} the text ends
     */
    static int decode(byte[] in, int from, int to, byte[] out, int at) throws BadFrame {
        long window = 0; // the next bits, from the left
        int bits = 0;
        int next = from;
        int put = at;
        while (true) {
            if (next + 8 <= to) {
                window |= (long) LONGS.get(in, next) >>> bits;
                next += (63 - bits) >>> 3;
                bits |= 56;
            } else {
                while (bits <= 56 && next < to) {
                    window |= (in[next++] & 0xffL) << (56 - bits);
                    bits += 8;
                }
            }
            do {
                int entry = FAST[(int) (window >>> (64 - FAST_BITS))];
                int length = entry >>> 8;
                if (length == 0) {
                    length = slowLength(window);
                    entry = slowSymbol(window, length);
                }
                if (length > bits) {
                    padding(window, bits);
                    return put;
                }
                if (entry == EOS) {
                    throw bad("the end-of-string symbol");
                }
                out[put++] = (byte) entry;
                window <<= length;
                bits -= length;
            } while (bits >= BITS_MAX || (next == to && bits > 0));
            if (next == to && bits == 0) {
                return put;
            }
        }
    }

    private static int slowLength(long window) {
        long code = window >>> 32;
        int length = FAST_BITS + 1;
        while (length < BITS_MAX && code >= BEYOND[length]) {
            length++;
        }
        return length;
    }

    private static int slowSymbol(long window, int length) {
        return SYMBOLS[(int) (window >>> (64 - length)) + OFFSET[length]];
    }

    /** What is left must be fewer than 8 bits, all of them set (§5.2). */
    private static void padding(long window, int bits) throws BadFrame {
        if (bits > 7 || (bits > 0 && window >> (64 - bits) != -1L)) {
            throw bad("wrong padding");
        }
    }

    private static BadFrame bad(String what) {
        return BadFrame.connection(
                ErrorCode.COMPRESSION_ERROR, what + " in a Huffman-coded string (RFC 7541 section 5.2)");
    }

    /** How many bytes these would be if they were encoded. */
    static int encodedBytes(byte[] in, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits += BITS[in[i] & 0xff];
        }
        return (int) ((bits + 7) >>> 3);
    }

    /** Encodes into {@code out}, which has room. @return where the code ends */
    static int encode(byte[] in, int from, int to, byte[] out, int at) {
        long pending = 0; // the last `bits` bits of it wait
        int bits = 0;
        int put = at;
        for (int i = from; i < to; i++) {
            int symbol = in[i] & 0xff;
            int length = BITS[symbol];
            pending = pending << length | CODES[symbol];
            bits += length;
            if (bits >= 32) {
                bits -= 32;
                Numbers.int32(out, put, (int) (pending >>> bits));
                put += 4;
            }
        }
        while (bits >= 8) {
            bits -= 8;
            out[put++] = (byte) (pending >>> bits);
        }
        if (bits > 0) {
            out[put++] = (byte) (pending << (8 - bits) | 0xff >>> bits);
        }
        return put;
    }
}
