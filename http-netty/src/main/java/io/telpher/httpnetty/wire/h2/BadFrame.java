package io.telpher.httpnetty.wire.h2;

/**
 * A breach of HTTP/2's framing: of the connection, or of one stream of it (RFC 9113 §5.4). It carries no stack trace: it
 * tells what a peer sent, not where our code was.
 */
public final class BadFrame extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int stream;

    private BadFrame(ErrorCode code, int stream, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.stream = stream;
    }

    /** A breach after which the connection cannot go on. */
    public static BadFrame connection(ErrorCode code, String detail) {
        return new BadFrame(code, 0, detail);
    }

    /** A breach that ends one stream. */
    public static BadFrame stream(int stream, ErrorCode code, String detail) {
        return new BadFrame(code, stream, detail);
    }

    /** What RST_STREAM or GOAWAY says. */
    public ErrorCode code() {
        return code;
    }

    /** The stream that ends, or 0: the connection does. */
    public int stream() {
        return stream;
    }

    /** What was found, and the section that forbids it. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
