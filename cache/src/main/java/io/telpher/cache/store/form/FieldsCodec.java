package io.telpher.cache.store.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Fields as bytes: how many, the length of each name and value, and their lines as they stand in a head, so that they are read
 * without being taken apart.
 */
final class FieldsCodec {
    private static final int COUNT_MAX = 1_000;
    private static final int INDEXED_BYTES = 0xffff;

    private FieldsCodec() {}

    static void write(DataOutputStream out, Fields fields) throws IOException {
        int[] lengths = new int[2 * fields.size()];
        int[] count = {0};
        ByteArrayOutputStream lines = new ByteArrayOutputStream(512);
        fields.visit((bytes, hash, nameStart, nameEnd, valueStart, valueEnd) -> {
            lengths[count[0]++] = nameEnd - nameStart;
            lengths[count[0]++] = valueEnd - valueStart;
            lines.write(bytes, nameStart, nameEnd - nameStart);
            lines.write(':');
            lines.write(' ');
            lines.write(bytes, valueStart, valueEnd - valueStart);
            lines.write('\r');
            lines.write('\n');
        });
        out.writeShort(lengths.length / 2);
        for (int length : lengths) {
            out.writeInt(length);
        }
        out.writeInt(lines.size());
        lines.writeTo(out);
    }

    static Fields read(DataInputStream in) throws IOException {
        int count = in.readShort();
        if (count < 0 || count > COUNT_MAX) {
            throw new Corrupt(count + " fields");
        }
        int[] lengths = new int[2 * count];
        long all = 0;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = in.readInt();
            all += lengths[i] < 0 ? Integer.MAX_VALUE : lengths[i];
        }
        int bytes = in.readInt();
        if (bytes != all + 4L * count || bytes > in.available()) {
            throw new Corrupt("fields are cut off");
        }
        byte[] lines = in.readNBytes(bytes);
        if (count == 0) {
            return Fields.EMPTY;
        }
        return count <= Fields.COUNT_MAX && bytes <= INDEXED_BYTES ? indexed(lines, lengths) : taken(lines, lengths);
    }

    private static Fields indexed(byte[] lines, int[] lengths) {
        int count = lengths.length / 2;
        int[] index = new int[count * Fields.STRIDE];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int nameEnd = at + lengths[2 * i];
            int valueEnd = nameEnd + 2 + lengths[2 * i + 1];
            index[i * Fields.STRIDE] = FieldName.hash(lines, at, nameEnd);
            index[i * Fields.STRIDE + 1] = (at << 16) | nameEnd;
            index[i * Fields.STRIDE + 2] = ((nameEnd + 2) << 16) | valueEnd;
            at = valueEnd + 2;
        }
        return Fields.scanned(lines, index, count);
    }

    private static Fields taken(byte[] lines, int[] lengths) {
        Field[] fields = new Field[lengths.length / 2];
        int at = 0;
        for (int i = 0; i < fields.length; i++) {
            String name = new String(lines, at, lengths[2 * i], ISO_8859_1);
            at += lengths[2 * i] + 2;
            fields[i] = Field.of(FieldName.of(name), new String(lines, at, lengths[2 * i + 1], ISO_8859_1));
            at += lengths[2 * i + 1] + 2;
        }
        return Fields.of(fields);
    }
}
