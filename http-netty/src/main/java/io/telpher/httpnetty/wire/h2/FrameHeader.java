package io.telpher.httpnetty.wire.h2;

/**
 * The nine bytes before a frame's payload (RFC 9113 §4.1), and the rules that hold for every frame of a type whatever the
 * connection's state is.
 *
 * @param length of the payload
 * @param type what it is
 * @param flags what is set; the meaning depends on the type
 * @param stream to which it belongs; 0 for the connection
 */
public record FrameHeader(int length, FrameType type, int flags, int stream) {
    /** The size of a frame header. */
    public static final int BYTES = 9;

    /** DATA, HEADERS: the last of this stream. */
    public static final int END_STREAM = 0x1;
    /** SETTINGS, PING: an answer. */
    public static final int ACK = 0x1;
    /** HEADERS, CONTINUATION: the last of this field block. */
    public static final int END_HEADERS = 0x4;
    /** DATA, HEADERS: the payload begins with the length of the padding at its end. */
    public static final int PADDED = 0x8;
    /** HEADERS: five bytes of the deprecated priority stand before the field block. */
    public static final int PRIORITY = 0x20;

    private static final int PRIORITY_BYTES = 5;

    /**
     * The header of these numbers as they are read one after the other.
     *
     * @param lengthAndType the first four bytes
     * @param flags the fifth
     * @param stream the last four; the reserved bit is passed over
     */
    public static FrameHeader of(int lengthAndType, int flags, int stream) {
        return new FrameHeader(lengthAndType >>> 8, FrameType.of(lengthAndType), flags & 0xff, stream & 0x7fff_ffff);
    }

    /** Reads a header of which all {@link #BYTES} are there. */
    public static FrameHeader read(byte[] bytes, int at) {
        return of(Numbers.int32(bytes, at), bytes[at + 4], Numbers.int32(bytes, at + 5));
    }

    /** Writes a header. */
    public static void write(byte[] to, int at, int length, FrameType type, int flags, int stream) {
        Numbers.int32(to, at, length << 8 | type.code());
        to[at + 4] = (byte) flags;
        Numbers.int32(to, at + 5, stream);
    }

    /** True if this flag is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /**
     * Judges length and stream.
     *
     * @param frameBytesMax what we announced as SETTINGS_MAX_FRAME_SIZE
     */
    public void check(int frameBytesMax) throws BadFrame {
        if (length > frameBytesMax) {
            throw size("more than " + frameBytesMax + " bytes (RFC 9113 section 4.2)");
        }
        switch (type) {
            case DATA -> {
                onStream("6.1");
                atLeast(has(PADDED) ? 1 : 0, "6.1");
            }
            case HEADERS -> {
                onStream("6.2");
                atLeast((has(PADDED) ? 1 : 0) + (has(PRIORITY) ? PRIORITY_BYTES : 0), "6.2");
            }
            case PRIORITY -> {
                onStream("6.3");
                if (length != PRIORITY_BYTES) {
                    throw BadFrame.stream(
                            stream,
                            ErrorCode.FRAME_SIZE_ERROR,
                            "a PRIORITY of other than 5 bytes (RFC 9113 section 6.3)");
                }
            }
            case RST_STREAM -> {
                onStream("6.4");
                exactly(4, "6.4");
            }
            case SETTINGS -> settings();
            case PUSH_PROMISE -> throw breach("although pushing is turned off (RFC 9113 section 8.4)");
            case PING -> {
                onConnection("RFC 9113 section 6.7");
                exactly(8, "6.7");
            }
            case GOAWAY -> {
                onConnection("RFC 9113 section 6.8");
                atLeast(8, "6.8");
            }
            case WINDOW_UPDATE -> exactly(4, "6.9");
            case CONTINUATION -> onStream("6.10");
            case PRIORITY_UPDATE -> {
                onConnection("RFC 9218 section 7.1");
                if (length < 4) {
                    throw size("fewer than 4 bytes (RFC 9218 section 7.1)");
                }
            }
            case UNKNOWN -> {}
        }
    }

    private void settings() throws BadFrame {
        onConnection("RFC 9113 section 6.5");
        if (has(ACK) ? length != 0 : length % Settings.ENTRY_BYTES != 0) {
            throw size(length + " bytes, which no settings have (RFC 9113 section 6.5)");
        }
    }

    private void onStream(String section) throws BadFrame {
        if (stream == 0) {
            throw breach("on stream 0 (RFC 9113 section " + section + ")");
        }
    }

    private void onConnection(String source) throws BadFrame {
        if (stream != 0) {
            throw breach("on a stream (" + source + ")");
        }
    }

    private void exactly(int bytes, String section) throws BadFrame {
        if (length != bytes) {
            throw size("other than " + bytes + " bytes (RFC 9113 section " + section + ")");
        }
    }

    private void atLeast(int bytes, String section) throws BadFrame {
        if (length < bytes) {
            throw size("fewer than " + bytes + " bytes (RFC 9113 section " + section + ")");
        }
    }

    private BadFrame breach(String what) {
        return BadFrame.connection(ErrorCode.PROTOCOL_ERROR, type + " " + what);
    }

    private BadFrame size(String what) {
        return BadFrame.connection(ErrorCode.FRAME_SIZE_ERROR, type + " of " + what);
    }

    /**
     * How many bytes stand before the content, the length of the padding included: of DATA, data; of HEADERS, the field
     * block.
     */
    public int prefixBytes() {
        return (has(PADDED) ? 1 : 0) + (type == FrameType.HEADERS && has(PRIORITY) ? PRIORITY_BYTES : 0);
    }

    /**
     * How many bytes of content there are.
     *
     * @param padding the first byte of the payload if it is {@link #PADDED}, else 0
     */
    public int contentBytes(int padding) throws BadFrame {
        int content = length - prefixBytes() - (padding & 0xff);
        if (content < 0) {
            throw breach("with more padding than payload (RFC 9113 section 6.1)");
        }
        return content;
    }

    /**
     * The increment of a WINDOW_UPDATE (§6.9).
     *
     * @param raw its four bytes
     * @param stream whose window it is, 0 for the connection's
     */
    public static int increment(int raw, int stream) throws BadFrame {
        int increment = raw & 0x7fff_ffff;
        if (increment == 0) {
            String detail = "a WINDOW_UPDATE by 0 (RFC 9113 section 6.9)";
            throw stream == 0
                    ? BadFrame.connection(ErrorCode.PROTOCOL_ERROR, detail)
                    : BadFrame.stream(stream, ErrorCode.PROTOCOL_ERROR, detail);
        }
        return increment;
    }

    /**
     * A window after its peer gave it more (§6.9.1). It may be below 0, after settings made it smaller.
     *
     * @param stream whose window it is, 0 for the connection's
     */
    public static int widened(int window, int increment, int stream) throws BadFrame {
        long sum = (long) window + increment;
        if (sum > Integer.MAX_VALUE) {
            String detail = "a window of more than 2147483647 bytes (RFC 9113 section 6.9.1)";
            throw stream == 0
                    ? BadFrame.connection(ErrorCode.FLOW_CONTROL_ERROR, detail)
                    : BadFrame.stream(stream, ErrorCode.FLOW_CONTROL_ERROR, detail);
        }
        return (int) sum;
    }
}
