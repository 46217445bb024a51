package io.telpher.httpnetty.wire.h2;

import io.telpher.http.FieldName;
import io.telpher.http.FieldVisitor;
import io.telpher.http.Fields;
import io.telpher.http.Tokens;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the field blocks of one direction of a connection (RFC 7541), each with the state that those before it left.
 * What repeats is indexed the second time it is seen; credentials and cookies never are, nor what came to us so marked.
 * The calls between {@link #begin} and the next make one block: pseudo-header fields, then fields. Confined to its user.
 */
public final class HpackEncoder {
    private static final int INDEXED = 0x80;
    private static final int INDEXING = 0x40;
    private static final int TABLE_SIZE = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int PLAIN = 0;
    private static final int NUMBER_BYTES_MAX = 6;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final Pseudo METHOD = new Pseudo(":method");
    private static final Pseudo SCHEME = new Pseudo(":scheme");
    private static final Pseudo AUTHORITY = new Pseudo(":authority");
    private static final Pseudo PATH = new Pseudo(":path");
    private static final Pseudo PROTOCOL = new Pseudo(":protocol");
    private static final Pseudo STATUS = new Pseudo(":status");

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pseudo(byte[] name, int hash) {
        Pseudo(String name) {
            this(name.getBytes(StandardCharsets.ISO_8859_1));
        }

        private Pseudo(byte[] name) {
            this(name, FieldName.hash(name, 0, name.length));
        }
    }

    private final EncoderTable table = new EncoderTable();
    private final FieldVisitor visitor = this::encode;
    private byte[] scratch = new byte[64];
    private Block out = new Block();
    private int bytesMax = EncoderTable.BYTES_MAX;
    /** The least that was permitted since the last block, and so has to be said first; -1 if nothing changed. */
    private int least = -1;

    /** How much the peer's table holds: its SETTINGS_HEADER_TABLE_SIZE. Of more than 4,096 bytes no use is made. */
    public void tableBytes(long permitted) {
        int max = (int) Math.min(permitted, EncoderTable.BYTES_MAX);
        if (max != bytesMax || least >= 0) {
            least = least < 0 ? max : Math.min(least, max);
            bytesMax = max;
            table.bytesMax(max);
        }
    }

    /** Begins a block in {@code block}, which is cleared. */
    public HpackEncoder begin(Block block) {
        out = block;
        block.clear();
        if (least >= 0) {
            if (least < bytesMax) {
                number(TABLE_SIZE, 5, least);
            }
            number(TABLE_SIZE, 5, bytesMax);
            least = -1;
        }
        return this;
    }

    /** {@code :method}. */
    public HpackEncoder method(String name) {
        return pseudo(METHOD, name, null);
    }

    /** {@code :scheme}. */
    public HpackEncoder scheme(String scheme) {
        return pseudo(SCHEME, scheme, null);
    }

    /** {@code :authority}. */
    public HpackEncoder authority(String authority) {
        return pseudo(AUTHORITY, authority, null);
    }

    /** {@code :path}, with the query if there is one. */
    public HpackEncoder path(String path, @Nullable String query) {
        return pseudo(PATH, path, query);
    }

    /** {@code :protocol} (RFC 8441 §4). */
    public HpackEncoder protocol(String protocol) {
        return pseudo(PROTOCOL, protocol, null);
    }

    /** {@code :status}. */
    public HpackEncoder status(int status) {
        int at = STATUS.name.length;
        System.arraycopy(STATUS.name, 0, scratch(at + 3), 0, at);
        scratch[at] = (byte) ('0' + status / 100);
        scratch[at + 1] = (byte) ('0' + status / 10 % 10);
        scratch[at + 2] = (byte) ('0' + status % 10);
        encode(scratch, STATUS.hash, 0, at, at, at + 3);
        return this;
    }

    /** A field. */
    public HpackEncoder field(FieldName name, String value) {
        int at = text(name.text(), 0);
        int end = text(value, at);
        encode(scratch, name.hash(), 0, at, at, end);
        return this;
    }

    /** A field whose value is a number. */
    public HpackEncoder field(FieldName name, long value) {
        return field(name, Long.toString(value));
    }

    /** A field whose line is there, {@code name: value} and CRLF. */
    public HpackEncoder line(byte[] line) {
        int colon = 0;
        while (line[colon] != ':') {
            colon++;
        }
        encode(line, FieldName.hash(line, 0, colon), 0, colon, colon + 2, line.length - 2);
        return this;
    }

    /** All of these. */
    public HpackEncoder fields(Fields fields) {
        fields.visit(visitor);
        return this;
    }

    private HpackEncoder pseudo(Pseudo pseudo, String text, @Nullable String query) {
        int start = pseudo.name.length;
        System.arraycopy(pseudo.name, 0, scratch(start), 0, start);
        int end = text(text, start);
        if (query != null) {
            end = text(query, text("?", end));
        }
        encode(scratch, pseudo.hash, 0, start, start, end);
        return this;
    }

    /** Puts text of ISO 8859-1 into the scratch bytes. @return where it ends */
    @SuppressWarnings("deprecation") // the one way to Latin-1 bytes without another array
    private int text(String text, int at) {
        int end = at + text.length();
        text.getBytes(0, text.length(), scratch(end), at);
        return end;
    }

    private byte[] scratch(int size) {
        if (scratch.length < size) {
            scratch = Arrays.copyOf(scratch, Math.max(size, scratch.length * 2));
        }
        return scratch;
    }

    private void encode(byte[] bytes, int nameHash, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        StaticNames.Name known = StaticNames.find(nameHash, bytes, nameStart, nameEnd);
        int kind;
        if ((known != null && known.secret()) || (valueStart == nameEnd + 1 && bytes[nameEnd] == ':')) {
            kind = NEVER_INDEXED;
        } else {
            int index = known == null ? 0 : known.find(bytes, valueStart, valueEnd);
            int hash = hash(nameHash, bytes, valueStart, valueEnd);
            if (index == 0) {
                index = table.find(hash, bytes, nameStart, nameEnd, valueStart, valueEnd);
            }
            if (index > 0) {
                number(INDEXED, 7, index);
                return;
            }
            boolean add = table.worthAdding(hash, nameEnd - nameStart + valueEnd - valueStart);
            if (add) {
                table.add(hash, bytes, nameStart, nameEnd, valueStart, valueEnd);
            }
            kind = add ? INDEXING : PLAIN;
        }
        number(kind, kind == INDEXING ? 6 : 4, known == null ? 0 : known.first());
        if (known == null) {
            name(bytes, nameStart, nameEnd);
        }
        string(bytes, valueStart, valueEnd);
    }

    /** Eight bytes at a time: this hash is nobody's but the table's. */
    private static int hash(int nameHash, byte[] bytes, int from, int to) {
        long hash = nameHash * MIX + (to - from);
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * MIX;
            hash ^= hash >>> 32;
        }
        for (; at < to; at++) {
            hash = (hash ^ bytes[at]) * MIX;
        }
        return (int) (hash >>> 32);
    }

    private void name(byte[] bytes, int from, int to) {
        int count = to - from;
        byte[] lower = bytes == scratch ? bytes : scratch(count);
        int start = bytes == scratch ? from : 0;
        for (int i = 0; i < count; i++) {
            lower[start + i] = Tokens.lower(bytes[from + i]);
        }
        string(lower, start, start + count);
    }

    private void string(byte[] bytes, int from, int to) {
        int plain = to - from;
        int coded = Huffman.encodedBytes(bytes, from, to);
        if (coded < plain) {
            number(0x80, 7, coded);
            out.end(Huffman.encode(bytes, from, to, out.room(coded), out.length()));
        } else {
            number(0, 7, plain);
            out.append(bytes, from, plain);
        }
    }

    /** An integer behind {@code pattern}, which leaves it {@code bits} bits of the first byte (§5.1). */
    private void number(int pattern, int bits, int value) {
        byte[] to = out.room(NUMBER_BYTES_MAX);
        int at = out.length();
        int mask = (1 << bits) - 1;
        if (value < mask) {
            to[at++] = (byte) (pattern | value);
        } else {
            to[at++] = (byte) (pattern | mask);
            int rest = value - mask;
            for (; rest >= 0x80; rest >>>= 7) {
                to[at++] = (byte) (rest | 0x80);
            }
            to[at++] = (byte) rest;
        }
        out.end(at);
    }
}
