package io.telpher.testkit.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Frames of HTTP/2 (RFC 9113 §6) as bytes, right or wrong, for a {@link RawH2} to send. Field blocks use no table. */
public final class H2Frames {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int PRIORITY_UPDATE = 16;

    public static final int END_STREAM = 0x1;
    public static final int ACK = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;

    public static final int PROTOCOL_ERROR = 1;
    public static final int FLOW_CONTROL_ERROR = 3;
    public static final int STREAM_CLOSED = 5;
    public static final int FRAME_SIZE_ERROR = 6;
    public static final int REFUSED_STREAM = 7;
    public static final int CANCEL = 8;
    public static final int COMPRESSION_ERROR = 9;
    public static final int ENHANCE_YOUR_CALM = 11;

    static final int HEADER_BYTES = 9;

    private H2Frames() {}

    /** A frame of any kind. */
    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] number(int type, int stream, int number) {
        return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(number).array());
    }

    /** These frames, one after the other. */
    public static byte[] joined(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(frames).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** HEADERS with exactly these names and values. */
    public static byte[] headers(int stream, boolean ends, String... namesAndValues) {
        return frame(HEADERS, END_HEADERS | (ends ? END_STREAM : 0), stream, block(namesAndValues));
    }

    /** A request for {@code http://a.example}, with more fields, names and values in turn. */
    public static byte[] request(int stream, boolean ends, String method, String path, String... more) {
        return headers(stream, ends, fields(method, path, more));
    }

    /** The names and values of such a request. */
    public static String[] fields(String method, String path, String... more) {
        String[] pseudo = {":method", method, ":scheme", "http", ":authority", "a.example", ":path", path};
        String[] all = Arrays.copyOf(pseudo, pseudo.length + more.length);
        System.arraycopy(more, 0, all, pseudo.length, more.length);
        return all;
    }

    /** A GET. */
    public static byte[] get(int stream, String path, String... more) {
        return request(stream, true, "GET", path, more);
    }

    /** DATA. */
    public static byte[] data(int stream, boolean ends, String content) {
        return frame(DATA, ends ? END_STREAM : 0, stream, content.getBytes(ISO_8859_1));
    }

    /** RST_STREAM. */
    public static byte[] reset(int stream, int code) {
        return number(RST_STREAM, stream, code);
    }

    /** WINDOW_UPDATE. */
    public static byte[] widen(int stream, int increment) {
        return number(WINDOW_UPDATE, stream, increment);
    }

    /** PING. */
    public static byte[] ping(long opaque) {
        return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(opaque).array());
    }

    /** SETTINGS: identifiers and values in turn. */
    public static byte[] settings(int... idsAndValues) {
        ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length / 2 * 6);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    /** A field block of literals that no table keeps, names and values in turn. */
    public static byte[] block(String... namesAndValues) {
        return literals(0x00, namesAndValues);
    }

    /** A field block of literals that enter the table. */
    public static byte[] indexing(String... namesAndValues) {
        return literals(0x40, namesAndValues);
    }

    private static byte[] literals(int pattern, String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(pattern);
            string(namesAndValues[i], block);
            string(namesAndValues[i + 1], block);
        }
        return block.toByteArray();
    }

    private static void string(String text, ByteArrayOutputStream to) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (bytes.length < 127) {
            to.write(bytes.length);
        } else {
            to.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>>= 7) {
                to.write((rest & 127) | 128);
            }
            to.write(rest);
        }
        to.writeBytes(bytes);
    }
}
