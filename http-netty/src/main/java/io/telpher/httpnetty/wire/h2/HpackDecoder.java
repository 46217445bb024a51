package io.telpher.httpnetty.wire.h2;

import io.telpher.http.FieldName;

/**
 * Decodes the field blocks of one direction of a connection (RFC 7541), each with the state that those before it left.
 * What it does not understand ends the connection: after that the two ends no longer agree on the table. Confined to its
 * user.
 */
public final class HpackDecoder {
    private static final int UPDATES_MAX = 2;
    private static final byte[] NOTHING = {};

    private final DecoderTable table = new DecoderTable();
    private byte[] in = NOTHING;
    private int at;
    private int end;
    private DecodedHead head = DecodedHead.NONE;

    /**
     * Decodes a whole field block, that of HEADERS and all CONTINUATION frames.
     *
     * @param block where it stands, from {@code from} to {@code to}
     * @param into what takes the fields, and judges them
     * @throws BadFrame if the connection cannot go on
     */
    public void decode(byte[] block, int from, int to, DecodedHead into) throws BadFrame {
        in = block;
        at = from;
        end = to;
        head = into;
        into.begin();
        try {
            updates();
            while (at < end) {
                field(in[at++]);
            }
        } finally {
            in = NOTHING;
            head = DecodedHead.NONE;
        }
        into.finish();
    }

    /** Table sizes stand at the beginning of a block, the least and the last (§4.2). */
    private void updates() throws BadFrame {
        int updates = 0;
        while (at < end && (in[at] & 0xe0) == 0x20) {
            int size = integer(in[at++] & 0x1f, 0x1f);
            if (size > DecoderTable.BYTES_MAX || ++updates > UPDATES_MAX) {
                throw bad("a table size that was not agreed on (RFC 7541 section 6.3)");
            }
            table.bytesMax(size);
        }
    }

    private void field(byte first) throws BadFrame {
        if (first < 0) {
            head.add(entry(integer(first & 0x7f, 0x7f)));
        } else if ((first & 0x40) != 0) {
            literal(integer(first & 0x3f, 0x3f), true, false);
        } else if ((first & 0x20) != 0) {
            throw bad("a table size after a field (RFC 7541 section 4.2)");
        } else {
            literal(integer(first & 0x0f, 0x0f), false, (first & 0x10) != 0);
        }
    }

    /**
     * A field that stands in the block itself (§6.2). It is decoded where the head would have it, and stays there if the
     * head takes it.
     *
     * @param name the index of its name; 0 if that follows
     */
    private void literal(int name, boolean indexed, boolean secret) throws BadFrame {
        int start = head.length();
        int nameEnd;
        int hash;
        Kind kind;
        String fault;
        if (name == 0) {
            nameEnd = string(start);
            hash = FieldName.hash(head.bytes(), start, nameEnd);
            kind = Kind.of(hash, head.bytes(), start, nameEnd);
            fault = TableEntry.nameFault(kind, head.bytes(), start, nameEnd);
        } else {
            TableEntry known = entry(name);
            nameEnd = start + known.nameBytes;
            System.arraycopy(known.line, 0, head.room(start, known.nameBytes), start, known.nameBytes);
            hash = known.hash;
            kind = known.kind;
            fault = known.nameFault;
        }
        int valueStart = DecodedHead.separator(head.room(nameEnd, 2), nameEnd, secret);
        int valueEnd = string(valueStart);
        String valueFault = TableEntry.valueFault(kind, head.bytes(), valueStart, valueEnd);
        byte[] bytes = head.room(valueEnd, 2);
        bytes[valueEnd] = '\r';
        bytes[valueEnd + 1] = '\n';
        if (indexed) {
            byte[] line = java.util.Arrays.copyOfRange(bytes, start, valueEnd + 2);
            table.add(new TableEntry(line, nameEnd - start, hash, kind, fault, valueFault));
        }
        head.add(kind, hash, nameEnd, valueStart, valueEnd, fault != null ? fault : valueFault);
    }

    private TableEntry entry(int index) throws BadFrame {
        if (index > 0 && index <= StaticTable.LENGTH) {
            return StaticTable.entry(index);
        }
        int place = index - StaticTable.LENGTH - 1;
        if (index == 0 || place >= table.count()) {
            throw bad("an index beyond the table (RFC 7541 section 2.3.3)");
        }
        return table.entry(place);
    }

    /** A string (§5.2), put into the head's bytes. @return where it ends there */
    private int string(int to) throws BadFrame {
        if (at == end) {
            throw bad("a field block that ends within a field (RFC 9113 section 4.3)");
        }
        byte first = in[at++];
        int length = integer(first & 0x7f, 0x7f);
        if (length > end - at) {
            throw bad("a string that is longer than its field block (RFC 9113 section 4.3)");
        }
        int from = at;
        at += length;
        if (first < 0) {
            return Huffman.decode(in, from, at, head.room(to, Huffman.decodedBytesMax(length)), to);
        }
        System.arraycopy(in, from, head.room(to, length), to, length);
        return to + length;
    }

    /** An integer (§5.1) whose first byte has {@code value} in the bits of {@code mask}; beyond 28 bits it is refused. */
    private int integer(int value, int mask) throws BadFrame {
        if (value < mask) {
            return value;
        }
        int sum = value;
        for (int shift = 0; shift < 28; shift += 7) {
            if (at == end) {
                throw bad("a field block that ends within a field (RFC 9113 section 4.3)");
            }
            byte b = in[at++];
            sum += (b & 0x7f) << shift;
            if (b >= 0) {
                return sum;
            }
        }
        throw bad("a number of more than 28 bits (RFC 7541 section 5.1)");
    }

    private static BadFrame bad(String what) {
        return BadFrame.connection(ErrorCode.COMPRESSION_ERROR, what);
    }
}
