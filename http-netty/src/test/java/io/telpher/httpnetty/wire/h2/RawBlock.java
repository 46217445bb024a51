package io.telpher.httpnetty.wire.h2;

import java.io.ByteArrayOutputStream;

/** Field blocks that say whatever the test wants, valid or not, without any table. */
final class RawBlock {
    private RawBlock() {}

    /** Fields as {@code name|value}, separated by commas where a name and a bar follow; without indexing. */
    static byte[] of(String fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String field : fields.split(",(?=[^,|]*\\|)", -1)) {
            int bar = field.indexOf('|');
            literal(block, 0x00, field.substring(0, bar), field.substring(bar + 1));
        }
        return block.toByteArray();
    }

    /** A field that enters the table. */
    static byte[] indexing(String name, String value) {
        return one(0x40, name, value);
    }

    /** A field that no table is to have. */
    static byte[] never(String name, String value) {
        return one(0x10, name, value);
    }

    private static byte[] one(int pattern, String name, String value) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, pattern, name, value);
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int pattern, String name, String value) {
        block.write(pattern);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = Hpack.latin(text);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>>= 7) {
                block.write(rest & 0x7f | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
