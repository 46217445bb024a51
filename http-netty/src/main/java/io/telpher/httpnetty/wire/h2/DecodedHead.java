package io.telpher.httpnetty.wire.h2;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Method;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.httpnetty.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a field block decoded to: lines as HTTP/1.1 would have them, their index for {@link Fields#scanned}, and where the
 * pseudo-header fields stand. One is used for one block after the other; what was taken from it is the taker's own.
 *
 * <p>It never holds more than its limits: once a head is refused, whatever else the block says is decoded for the sake of
 * the table and forgotten. Crumbs of cookies are joined (RFC 9113 §8.2.3). Confined to its user.
 */
public final class DecodedHead {
    /** Crumbs are cheaper than fields, since they end up in one. */
    static final int CRUMBS_MAX = 256;

    static final DecodedHead NONE = new DecodedHead(new HeadLimits(0, 0, 0));

    private static final byte[] COOKIE = "cookie: ".getBytes(StandardCharsets.ISO_8859_1);
    private static final int COOKIE_HASH = FieldName.COOKIE.hash();

    final HeadLimits limits;
    private byte[] bytes = new byte[0];
    private int length;
    private int[] index = new int[0];
    private int count;
    private long listBytes;
    private @Nullable BadMessage fault;

    /** By the place of a pseudo-header field's kind: where its value stands; 0 if there is none. */
    private final int[] from = new int[Kind.PLACES];

    private final int[] to = new int[Kind.PLACES];

    /** Which field it is, or -1. */
    int hostAt;

    int lengthAt;
    int expectAt;
    private long hiddenLow;
    private long hiddenHigh;
    private byte[] crumbs = new byte[0];
    private int crumbBytes;
    private int crumbCount;

    /** A head of at most this size: bytes are counted by RFC 7541 §4.1, and of lines it is the path that is limited. */
    public DecodedHead(HeadLimits limits) {
        this.limits = limits;
    }

    // === what the head is, once it is decoded ===

    /**
     * The request that this head begins.
     *
     * @param endStream whether no body follows
     * @param hosts of the connection
     * @throws BadMessage if it is malformed or too large: the stream's end, not the connection's
     */
    public RequestHead request(boolean endStream, RequestHead.HostMemo hosts) throws BadMessage {
        return RequestRules.read(judged(), endStream, hosts);
    }

    /**
     * The response that this head begins, or an interim one.
     *
     * @param asked what it answers
     * @param endStream whether no body follows
     */
    public ResponseHead response(Method asked, boolean endStream) throws BadMessage {
        return ResponseRules.read(judged(), asked, endStream);
    }

    /** The trailer section that this head is: which of the fields may stand there is for others to judge. */
    public Fields trailers() throws BadMessage {
        judged();
        for (int start : from) {
            if (start > 0) {
                throw new BadMessage(400, "a pseudo-header field in a trailer section (RFC 9113 section 8.1)");
            }
        }
        return allFields(); // whatever stands there is to be judged
    }

    /** {@code http} or {@code https}, as the last {@link #request} had it. */
    public String scheme() {
        return is(Kind.SCHEME, "https") ? "https" : "http";
    }

    /** What a CONNECT asks to be spoken (RFC 8441 §4), or null. */
    public @Nullable String protocol() {
        return has(Kind.PROTOCOL) ? text(Kind.PROTOCOL) : null;
    }

    DecodedHead judged() throws BadMessage {
        if (fault != null) {
            throw fault;
        }
        return this;
    }

    // === for the rules ===

    boolean has(Kind pseudo) {
        return from[pseudo.place()] > 0;
    }

    int start(Kind pseudo) {
        return from[pseudo.place()];
    }

    int end(Kind pseudo) {
        return to[pseudo.place()];
    }

    String text(Kind pseudo) {
        return text(start(pseudo), end(pseudo));
    }

    String text(int start, int stop) {
        return new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    boolean is(Kind pseudo, String text) {
        int start = start(pseudo);
        if (end(pseudo) - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    int valueStart(int field) {
        return index[field * Fields.STRIDE + 2] >>> 16;
    }

    int valueEnd(int field) {
        return index[field * Fields.STRIDE + 2] & 0xffff;
    }

    /** Content-Length as a number, or -1 if there is none (RFC 9110 §8.6). */
    long contentLength() throws BadMessage {
        if (lengthAt < 0) {
            return -1;
        }
        int start = valueStart(lengthAt);
        int stop = valueEnd(lengthAt);
        long value = 0;
        boolean good = stop > start && stop - start <= 18;
        for (int i = start; good && i < stop; i++) {
            int digit = bytes[i] - '0';
            good = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!good) {
            throw new BadMessage(400, "a Content-Length that is not a number of 1 to 18 digits (RFC 9110 section 8.6)");
        }
        return value;
    }

    /** Shows the length: that of a body which is described but not sent (HEAD, 304). */
    void showLength() {
        if (lengthAt >= 64) {
            hiddenHigh &= ~(1L << (lengthAt - 64));
        } else if (lengthAt >= 0) {
            hiddenLow &= ~(1L << lengthAt);
        }
    }

    Fields allFields() {
        hiddenLow = 0;
        hiddenHigh = 0;
        return fields();
    }

    /** The fields, without those that are the connection's business. */
    Fields fields() {
        if (count == 0) {
            return Fields.EMPTY;
        }
        int[] exact = Arrays.copyOf(index, count * Fields.STRIDE);
        return Fields.scanned(Arrays.copyOf(bytes, length), exact, count, hiddenLow, hiddenHigh);
    }

    // === for the decoder ===

    void begin() {
        length = 0;
        count = 0;
        listBytes = 0;
        fault = null;
        Arrays.fill(from, 0);
        Arrays.fill(to, 0);
        hostAt = -1;
        lengthAt = -1;
        expectAt = -1;
        hiddenLow = 0;
        hiddenHigh = 0;
        crumbBytes = 0;
        crumbCount = 0;
    }

    /** How many bytes a message that is made of it keeps. */
    public int bytesHeld() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the next field is to stand. */
    int length() {
        return length;
    }

    /** The bytes, with room for so many from {@code at} on. */
    byte[] room(int at, int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(at + more, Math.max(1024, bytes.length * 2)));
        }
        return bytes;
    }

    /**
     * Writes what stands between name and value. What was never to be indexed has no space there, by which
     * {@link HpackEncoder} knows it again: an intermediary must keep it so (RFC 7541 §6.2.3).
     *
     * @return where the value begins
     */
    static int separator(byte[] bytes, int at, boolean secret) {
        bytes[at] = ':';
        bytes[at + 1] = ' ';
        return secret ? at + 1 : at + 2;
    }

    /** Adds a field of a table. */
    void add(TableEntry entry) {
        if (fault != null) {
            return;
        }
        byte[] line = entry.line;
        System.arraycopy(line, 0, room(length, line.length), length, line.length);
        int nameEnd = length + entry.nameBytes;
        int valueEnd = length + line.length - TableEntry.SEPARATOR;
        String wrong = entry.nameFault != null ? entry.nameFault : entry.valueFault;
        add(entry.kind, entry.hash, nameEnd, nameEnd + TableEntry.SEPARATOR, valueEnd, wrong);
    }

    /** Adds a field whose line was put where {@link #length} is. */
    void add(Kind kind, int hash, int nameEnd, int valueStart, int valueEnd, @Nullable String wrong) {
        if (fault != null) {
            return;
        }
        listBytes += nameEnd - length + valueEnd - valueStart + TableEntry.OVERHEAD;
        if (listBytes > limits.bytes()) {
            fault = new BadMessage(431, "the head has more than " + limits.bytes() + " bytes (RFC 6585 section 5)");
        } else if (wrong != null) {
            refuse(wrong);
        } else if (kind.pseudo()) {
            pseudo(kind, valueStart, valueEnd);
        } else if (kind == Kind.COOKIE) {
            crumb(valueStart, valueEnd);
        } else {
            field(kind, hash, nameEnd, valueStart, valueEnd);
        }
    }

    private void refuse(String why) {
        fault = new BadMessage(400, why);
    }

    private void pseudo(Kind kind, int valueStart, int valueEnd) {
        if (count > 0 || crumbCount > 0) {
            refuse("a pseudo-header field after others (RFC 9113 section 8.3)");
        } else if (has(kind)) {
            refuse("a pseudo-header field that stands twice (RFC 9113 section 8.3)");
        } else {
            from[kind.place()] = valueStart;
            to[kind.place()] = valueEnd;
            length = valueEnd;
        }
    }

    private void field(Kind kind, int hash, int nameEnd, int valueStart, int valueEnd) {
        if (count + (crumbCount > 0 ? 1 : 0) == limits.fields()) {
            fault = new BadMessage(431, "more than " + limits.fields() + " fields (RFC 6585 section 5)");
            return;
        }
        switch (kind) {
            case HOST -> {
                once(hostAt, "more than one Host (RFC 9112 section 3.2)");
                hostAt = count;
                hide();
            }
            case CONTENT_LENGTH -> {
                once(lengthAt, "more than one Content-Length (RFC 9110 section 8.6)");
                lengthAt = count;
                hide();
            }
            case EXPECT -> expectAt = count;
            case TRAILER -> hide();
            default -> {}
        }
        index(hash, length, nameEnd, valueStart, valueEnd);
        length = valueEnd + 2;
    }

    private void once(int before, String why) {
        if (before >= 0) {
            refuse(why);
        }
    }

    private void hide() {
        if (count < 64) {
            hiddenLow |= 1L << count;
        } else {
            hiddenHigh |= 1L << (count - 64);
        }
    }

    private void index(int hash, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int at = count * Fields.STRIDE;
        if (at == index.length) {
            index = Arrays.copyOf(index, Math.max(32, count * 2) * Fields.STRIDE);
        }
        index[at] = hash;
        index[at + 1] = nameStart << 16 | nameEnd;
        index[at + 2] = valueStart << 16 | valueEnd;
        count++;
    }

    private void crumb(int valueStart, int valueEnd) {
        if (crumbCount == CRUMBS_MAX || (crumbCount == 0 && count == limits.fields())) {
            fault = new BadMessage(431, "more than " + CRUMBS_MAX + " cookies (RFC 6585 section 5)");
            return;
        }
        int size = valueEnd - valueStart;
        if (crumbs.length - crumbBytes < size + 2) {
            crumbs = Arrays.copyOf(crumbs, Math.max(crumbBytes + size + 2, crumbs.length * 2));
        }
        if (crumbCount++ > 0) {
            crumbs[crumbBytes++] = ';';
            crumbs[crumbBytes++] = ' ';
        }
        System.arraycopy(bytes, valueStart, crumbs, crumbBytes, size);
        crumbBytes += size;
    }

    void finish() {
        if (crumbCount == 0 || fault != null) {
            return;
        }
        int line = COOKIE.length + crumbBytes + 2;
        byte[] into = room(length, line);
        System.arraycopy(COOKIE, 0, into, length, COOKIE.length);
        int valueStart = length + COOKIE.length;
        int valueEnd = valueStart + crumbBytes;
        System.arraycopy(crumbs, 0, into, valueStart, crumbBytes);
        into[valueEnd] = '\r';
        into[valueEnd + 1] = '\n';
        index(COOKIE_HASH, length, valueStart - TableEntry.SEPARATOR, valueStart, valueEnd);
        length = valueEnd + 2;
    }
}
