package io.telpher.httpnetty.wire.h2;

/**
 * What one end of a connection has announced of itself (RFC 9113 §6.5.2, RFC 8441 §3, RFC 9218 §2.1).
 *
 * @param tableBytes of its HPACK decoder's dynamic table
 * @param push whether it takes pushes
 * @param streamsMax how many streams the other end may have open
 * @param windowBytes with which each stream's window begins
 * @param frameBytesMax the longest payload it takes
 * @param headBytesMax the largest head it takes, fields counted with 32 bytes each beside name and value
 * @param connectProtocol whether it takes a CONNECT that names a protocol
 * @param noPriorities whether it looks away from the priorities of RFC 7540
 */
public record Settings(
        long tableBytes,
        boolean push,
        long streamsMax,
        int windowBytes,
        int frameBytesMax,
        long headBytesMax,
        boolean connectProtocol,
        boolean noPriorities) {

    /** What holds before anything was announced. */
    public static final Settings INITIAL =
            new Settings(4096, true, Long.MAX_VALUE, 65_535, 16_384, Long.MAX_VALUE, false, false);

    public static final int HEADER_TABLE_SIZE = 1;
    public static final int ENABLE_PUSH = 2;
    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_FRAME_SIZE = 5;
    public static final int MAX_HEADER_LIST_SIZE = 6;
    public static final int ENABLE_CONNECT_PROTOCOL = 8;
    public static final int NO_RFC7540_PRIORITIES = 9;

    static final int ENTRY_BYTES = 6;
    private static final int FRAME_BYTES_MAX = (1 << 24) - 1;

    /**
     * These settings after a SETTINGS frame.
     *
     * @param payload where it stands, from {@code from} to {@code to}, a whole number of entries
     */
    public Settings merged(byte[] payload, int from, int to) throws BadFrame {
        Settings merged = this;
        for (int at = from; at + ENTRY_BYTES <= to; at += ENTRY_BYTES) {
            merged = merged.with(Numbers.int16(payload, at), Numbers.int32(payload, at + 2) & 0xffff_ffffL);
        }
        return merged;
    }

    private Settings with(int id, long value) throws BadFrame {
        return switch (id) {
            case HEADER_TABLE_SIZE -> copy(value, push, streamsMax, windowBytes, frameBytesMax, headBytesMax);
            case ENABLE_PUSH -> copy(tableBytes, flag(id, value), streamsMax, windowBytes, frameBytesMax, headBytesMax);
            case MAX_CONCURRENT_STREAMS -> copy(tableBytes, push, value, windowBytes, frameBytesMax, headBytesMax);
            case INITIAL_WINDOW_SIZE -> copy(tableBytes, push, streamsMax, window(value), frameBytesMax, headBytesMax);
            case MAX_FRAME_SIZE -> copy(tableBytes, push, streamsMax, windowBytes, frame(value), headBytesMax);
            case MAX_HEADER_LIST_SIZE -> copy(tableBytes, push, streamsMax, windowBytes, frameBytesMax, value);
            case ENABLE_CONNECT_PROTOCOL -> withConnectProtocol(flag(id, value));
            case NO_RFC7540_PRIORITIES -> withNoPriorities(flag(id, value));
            default -> this; // unknown settings are passed over (section 6.5.2)
        };
    }

    private Settings copy(long table, boolean pushes, long streams, int window, int frame, long head) {
        return new Settings(table, pushes, streams, window, frame, head, connectProtocol, noPriorities);
    }

    private Settings withConnectProtocol(boolean value) throws BadFrame {
        if (connectProtocol && !value) {
            throw bad("ENABLE_CONNECT_PROTOCOL taken back (RFC 8441 section 3)");
        }
        return new Settings(
                tableBytes, push, streamsMax, windowBytes, frameBytesMax, headBytesMax, value, noPriorities);
    }

    private Settings withNoPriorities(boolean value) {
        return new Settings(
                tableBytes, push, streamsMax, windowBytes, frameBytesMax, headBytesMax, connectProtocol, value);
    }

    private static boolean flag(int id, long value) throws BadFrame {
        if (value > 1) {
            throw bad("setting " + id + " is neither 0 nor 1 (RFC 9113 section 6.5.2)");
        }
        return value == 1;
    }

    private static int window(long value) throws BadFrame {
        if (value > Integer.MAX_VALUE) {
            throw BadFrame.connection(
                    ErrorCode.FLOW_CONTROL_ERROR, "INITIAL_WINDOW_SIZE beyond 2147483647 (RFC 9113 section 6.5.2)");
        }
        return (int) value;
    }

    private static int frame(long value) throws BadFrame {
        if (value < INITIAL.frameBytesMax || value > FRAME_BYTES_MAX) {
            throw bad("MAX_FRAME_SIZE is not within 16384 to 16777215 (RFC 9113 section 6.5.2)");
        }
        return (int) value;
    }

    private static BadFrame bad(String detail) {
        return BadFrame.connection(ErrorCode.PROTOCOL_ERROR, detail);
    }

    /** The payload of a SETTINGS frame: identifiers and values in turn. */
    public static byte[] payload(int... idsAndValues) {
        byte[] payload = new byte[idsAndValues.length / 2 * ENTRY_BYTES];
        for (int i = 0; i + 1 < idsAndValues.length; i += 2) {
            int at = i / 2 * ENTRY_BYTES;
            Numbers.int16(payload, at, idsAndValues[i]);
            Numbers.int32(payload, at + 2, idsAndValues[i + 1]);
        }
        return payload;
    }
}
