package io.telpher.httpnetty.wire.h2;

/** The type of a frame (RFC 9113 §6, RFC 9218 §7). */
public enum FrameType {
    DATA(0),
    HEADERS(1),
    PRIORITY(2),
    RST_STREAM(3),
    SETTINGS(4),
    PUSH_PROMISE(5),
    PING(6),
    GOAWAY(7),
    WINDOW_UPDATE(8),
    CONTINUATION(9),
    PRIORITY_UPDATE(16),
    /** One that we do not know, to be passed over (§5.5). */
    UNKNOWN(-1);

    private static final FrameType[] BY_CODE = new FrameType[256];

    static {
        java.util.Arrays.fill(BY_CODE, UNKNOWN);
        for (FrameType type : values()) {
            if (type.code >= 0) {
                BY_CODE[type.code] = type;
            }
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** The number on the wire; -1 for {@link #UNKNOWN}. */
    public int code() {
        return code;
    }

    /** The type of this number, of which the lowest 8 bits count. */
    public static FrameType of(int code) {
        return BY_CODE[code & 0xff];
    }
}
