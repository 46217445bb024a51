package io.telpher.httpnetty.wire.h2;

/** Why a stream or a connection ends (RFC 9113 §7). */
public enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    private static final ErrorCode[] ALL = values();

    /** The number on the wire. */
    @SuppressWarnings("EnumOrdinal") // they stand in the order of section 7
    public int code() {
        return ordinal();
    }

    /** The code of this number; one that nobody registered is {@link #INTERNAL_ERROR}, as §7 permits. */
    public static ErrorCode of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : INTERNAL_ERROR;
    }
}
