package io.telpher.net.proxyprotocol.wire;

import java.nio.charset.StandardCharsets;

/**
 * Reads the header with which a connection begins, strictly: a sender that is believed must be understood exactly (the
 * PROXY protocol, versions 1 and 2, HAProxy 2020/03/05).
 */
public final class ProxyHeaderReader {
    /** The longest header that is read, both versions. */
    public static final int BYTES_MAX = 4096;

    static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    static final byte[] V2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

    /** What the beginning of a connection is. */
    public sealed interface Result {
        /** Too little has come to tell. */
        record Incomplete() implements Result {}

        /** No header: the protocol itself has begun. */
        record Absent() implements Result {}

        /**
         * A header.
         *
         * @param bytes how long it was; behind it the protocol itself begins
         */
        record Present(ProxyHeader header, int bytes) implements Result {}
    }

    private static final Result INCOMPLETE = new Result.Incomplete();
    private static final Result ABSENT = new Result.Absent();

    private ProxyHeaderReader() {}

    /** Reads what has come so far. @throws BadProxyHeader if it is a header that breaks the rules */
    public static Result read(byte[] bytes, int length) throws BadProxyHeader {
        if (length == 0) {
            return INCOMPLETE;
        }
        if (begins(bytes, length, V1)) {
            return length < V1.length ? INCOMPLETE : text(bytes, length);
        }
        if (begins(bytes, length, V2)) {
            return length < ProxyV2.FIXED_BYTES ? INCOMPLETE : binary(bytes, length);
        }
        return ABSENT;
    }

    /** True if both agree as far as both go. */
    private static boolean begins(byte[] bytes, int length, byte[] signature) {
        int compared = Math.min(length, signature.length);
        return java.util.Arrays.equals(bytes, 0, compared, signature, 0, compared);
    }

    private static Result text(byte[] bytes, int length) throws BadProxyHeader {
        for (int i = V1.length; i < Math.min(length, ProxyV1.BYTES_MAX); i++) {
            if (bytes[i] == '\n') {
                if (bytes[i - 1] != '\r') {
                    throw new BadProxyHeader("a line feed without its carriage return");
                }
                String line = new String(bytes, V1.length, i - 1 - V1.length, StandardCharsets.ISO_8859_1);
                return new Result.Present(ProxyV1.read(line), i + 1);
            }
        }
        if (length >= ProxyV1.BYTES_MAX) {
            throw new BadProxyHeader("no end of line within " + ProxyV1.BYTES_MAX + " bytes");
        }
        return INCOMPLETE;
    }

    private static Result binary(byte[] bytes, int length) throws BadProxyHeader {
        int whole = ProxyV2.length(bytes);
        if (whole > BYTES_MAX) {
            throw new BadProxyHeader("announces " + whole + " bytes, at most " + BYTES_MAX + " are read");
        }
        return length < whole ? INCOMPLETE : new Result.Present(ProxyV2.read(bytes, whole), whole);
    }
}
