package io.telpher.net.probe.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes as the texts that many protocols are made of. */
final class Words {
    private static final int SHOWN_CHARS = 80;

    private Words() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What a server said, for people: on one line, without what is not printable, cut. */
    static String shown(String text) {
        String clean = text.strip().replaceAll("[^\\x20-\\x7e]+", " ");
        return clean.length() > SHOWN_CHARS ? clean.substring(0, SHOWN_CHARS) + "..." : clean;
    }

    /** The first line with its end, or null if it is not whole. */
    static @Nullable String line(byte[] heard) {
        String text = text(heard);
        int end = text.indexOf('\n');
        return end < 0 ? null : text.substring(0, end + 1);
    }

    /** An unsigned number of {@code count} bytes, the highest first. */
    static long number(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
