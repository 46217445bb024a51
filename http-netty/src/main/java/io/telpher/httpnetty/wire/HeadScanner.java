package io.telpher.httpnetty.wire;

import io.telpher.http.Fields;
import io.telpher.http.Tokens;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the lines of a head, checks every byte of them once, and notes where each field stands. One scanner is used for
 * one head after the other; what it found is valid until the next scan. Confined to its user.
 */
public final class HeadScanner {
    /** The head is not complete yet. */
    public static final int INCOMPLETE = -1;

    private static final int FIELDS_AT_FIRST = 24; // most heads have fewer, and every connection has a scanner

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private final HeadLimits limits;
    private int[] index;
    private int count;
    private int lineEnd;

    /** A scanner that enforces these limits. */
    public HeadScanner(HeadLimits limits) {
        this.limits = limits;
        this.index = new int[Math.min(limits.fields(), FIELDS_AT_FIRST) * Fields.STRIDE];
    }

    /** How large a head may be. */
    public HeadLimits limits() {
        return limits;
    }

    /** Where the start line ended, without its CRLF, counted from where the scan began; {@link #INCOMPLETE} if it has not. */
    public int lineEnd() {
        return lineEnd;
    }

    /** How many fields there are. */
    public int count() {
        return count;
    }

    /** The index of the fields, offsets counted from where the scan began, for {@link Fields#scanned}. */
    public int[] index() {
        return Arrays.copyOf(index, count * Fields.STRIDE);
    }

    /** The name hash of field {@code i}. */
    public int hash(int i) {
        return index[i * Fields.STRIDE];
    }

    int nameStart(int i) {
        return index[i * Fields.STRIDE + 1] >>> 16;
    }

    int nameEnd(int i) {
        return index[i * Fields.STRIDE + 1] & 0xffff;
    }

    int valueStart(int i) {
        return index[i * Fields.STRIDE + 2] >>> 16;
    }

    int valueEnd(int i) {
        return index[i * Fields.STRIDE + 2] & 0xffff;
    }

    /**
     * Scans a head: start line, fields, empty line.
     *
     * @return how many bytes it has, or {@link #INCOMPLETE}
     * @throws BadMessage if it breaks the rules or a limit
     */
    public int scan(byte[] bytes, int from, int to) throws BadMessage {
        lineEnd = INCOMPLETE;
        int at = startLine(bytes, from, to);
        if (at == INCOMPLETE) {
            return INCOMPLETE;
        }
        return fields(bytes, from, at, to);
    }

    /** Scans fields only, as in a trailer section. */
    public int scanFields(byte[] bytes, int from, int to) throws BadMessage {
        return fields(bytes, from, from, to);
    }

    private int startLine(byte[] bytes, int from, int to) throws BadMessage {
        int at = clean(bytes, from, Math.min(to, from + limits.lineBytes() + 1));
        if (at - from > limits.lineBytes()) {
            throw new BadMessage(
                    414, "the start line has more than " + limits.lineBytes() + " bytes (RFC 9112 section 3)");
        }
        if (at >= to) {
            return INCOMPLETE;
        }
        int next = lineFeed(bytes, at, to, "start line");
        if (next != INCOMPLETE) {
            lineEnd = at - from;
        }
        return next;
    }

    private int fields(byte[] bytes, int from, int start, int to) throws BadMessage {
        int limit = Math.min(to, from + limits.bytes());
        int at = start;
        int n = 0;
        while (at < limit) {
            if (bytes[at] == '\r') {
                int end = lineFeed(bytes, at, limit, "head");
                if (end == INCOMPLETE) {
                    break;
                }
                count = n;
                return end - from;
            }
            if (n == limits.fields()) {
                throw new BadMessage(431, "more than " + limits.fields() + " fields (RFC 6585 section 5)");
            }
            at = field(bytes, from, at, limit, n);
            if (at == INCOMPLETE) {
                break;
            }
            n++;
        }
        if (to - from >= limits.bytes()) {
            throw new BadMessage(431, "the head has more than " + limits.bytes() + " bytes (RFC 6585 section 5)");
        }
        return INCOMPLETE;
    }

    /** One field line; gives where the next begins. */
    private int field(byte[] bytes, int from, int start, int limit, int n) throws BadMessage {
        int colon = start;
        int hash = 0;
        byte b = 0;
        while (colon < limit && (b = bytes[colon]) != ':') {
            if (!Tokens.isTokenByte(b)) {
                throw badName(b, colon == start);
            }
            hash = 31 * hash + (b | 0x20);
            colon++;
        }
        if (colon >= limit) {
            return INCOMPLETE;
        }
        if (colon == start) {
            throw new BadMessage(400, "a field without a name (RFC 9112 section 5)");
        }
        int valueStart = colon + 1;
        while (valueStart < limit && (bytes[valueStart] == ' ' || bytes[valueStart] == '\t')) {
            valueStart++;
        }
        int end = clean(bytes, valueStart, limit);
        if (end >= limit) {
            return INCOMPLETE;
        }
        int next = lineFeed(bytes, end, limit, "field value");
        if (next == INCOMPLETE) {
            return INCOMPLETE;
        }
        int valueEnd = end;
        while (valueEnd > valueStart && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        int at = n * Fields.STRIDE;
        if (at == index.length) {
            index = Arrays.copyOf(index, 2 * at);
        }
        index[at] = hash;
        index[at + 1] = ((start - from) << 16) | (colon - from);
        index[at + 2] = ((valueStart - from) << 16) | (valueEnd - from);
        return next;
    }

    private static BadMessage badName(byte b, boolean first) {
        if (first && (b == ' ' || b == '\t')) {
            return new BadMessage(400, "a folded field line (RFC 9112 section 5.2)");
        }
        if (b == ' ' || b == '\t') {
            return new BadMessage(
                    400, "white space in or after a field name, or no colon behind it (RFC 9112 section 5.1)");
        }
        if (b == '\r' || b == '\n') {
            return new BadMessage(400, "a field line without a colon (RFC 9112 section 5)");
        }
        return new BadMessage(400, "the byte " + hex(b) + " in a field name (RFC 9110 section 5.1)");
    }

    /** Where the CR stands that ends this text, or {@code limit}. Any other control character but the tab is refused. */
    private static int clean(byte[] bytes, int from, int limit) throws BadMessage {
        int at = from;
        while (true) {
            while (at + 8 <= limit && plain((long) LONGS.get(bytes, at))) {
                at += 8;
            }
            int stop = Math.min(limit, at + 8);
            while (at < stop) {
                byte b = bytes[at];
                if ((b >= 0 && b < 32 && b != '\t') || b == 127) {
                    if (b == '\r') {
                        return at;
                    }
                    throw control(b);
                }
                at++;
            }
            if (at >= limit) {
                return limit;
            }
        }
    }

    /** True if these bytes may stand in a field value (RFC 9110 §5.5): no control characters but the tab. */
    public static boolean isText(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + 8 <= to && plain((long) LONGS.get(bytes, at))) {
                at += 8;
                continue;
            }
            int stop = Math.min(to, at + 8);
            for (; at < stop; at++) {
                byte b = bytes[at];
                if ((b >= 0 && b < 32 && b != '\t') || b == 127) {
                    return false;
                }
            }
        }
        return true;
    }

    /** True if none of eight bytes is below 32 or is 127. */
    private static boolean plain(long x) {
        long low = (x - ONES * 32) & ~x;
        long y = x ^ (ONES * 127);
        long del = (y - ONES) & ~y;
        return ((low | del) & HIGHS) == 0;
    }

    private static BadMessage control(byte b) {
        if (b == '\n') {
            return new BadMessage(400, "a line that ends without CR (RFC 9112 section 2.2)");
        }
        return new BadMessage(400, "the control character " + hex(b) + " (RFC 9110 section 5.5)");
    }

    /** Checks that LF follows the CR; gives where the next line begins. */
    private static int lineFeed(byte[] bytes, int cr, int limit, String where) throws BadMessage {
        if (cr + 1 >= limit) {
            return INCOMPLETE;
        }
        if (bytes[cr + 1] != '\n') {
            throw new BadMessage(400, "a CR without LF in the " + where + " (RFC 9112 section 2.2)");
        }
        return cr + 2;
    }

    static String hex(byte b) {
        return String.format("0x%02x", b & 0xff);
    }
}
