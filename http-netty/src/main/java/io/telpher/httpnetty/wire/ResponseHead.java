package io.telpher.httpnetty.wire;

import io.telpher.http.Fields;
import io.telpher.http.Method;
import java.util.Arrays;

/**
 * The head of an HTTP/1.1 response, read and judged.
 *
 * @param status the status code
 * @param fields without those that are the connection's business
 * @param length of the body: 0 if there is none, {@link #CHUNKED}, or {@link #UNTIL_CLOSE}
 * @param keepAlive whether the connection goes on
 * @param keepAliveSeconds for how long the server says it keeps it, or -1
 */
public record ResponseHead(int status, Fields fields, long length, boolean keepAlive, int keepAliveSeconds) {
    /** The body ends by its chunks. */
    public static final long CHUNKED = -1;
    /** The body ends with the connection. */
    public static final long UNTIL_CLOSE = -2;

    /**
     * Reads a head that {@code scan} has just scanned.
     *
     * @param bytes where it stands, from {@code from} to {@code to}; they are copied
     * @param method what it answers
     */
    public static ResponseHead read(byte[] bytes, int from, int to, HeadScanner scan, Method method) throws BadMessage {
        int lineEnd = from + scan.lineEnd();
        boolean minorOne = minorOne(bytes, from, lineEnd);
        int status = status(bytes, from, lineEnd);
        Framing framing = new Framing(bytes, from, scan);
        framing.read();
        if (!minorOne && framing.chunked) {
            throw new BadMessage(502, "Transfer-Encoding in HTTP/1.0 (RFC 9112 section 6.1)");
        }
        long length = length(method, status, framing);
        if (status == 101 && !(framing.upgrade && framing.upgradeToken)) {
            throw new BadMessage(502, "101 without Connection: upgrade and Upgrade (RFC 9110 section 15.2.2)");
        }
        if (framing.upgrade && status != 101) {
            framing.hideUpgrade();
        }
        Fields fields = framing.fields(Arrays.copyOfRange(bytes, from, to));
        boolean keepAlive = !framing.close && (minorOne || framing.keepAlive) && length != UNTIL_CLOSE;
        return new ResponseHead(status, fields, length, keepAlive, framing.keepAliveSeconds);
    }

    /** Judges the start line alone, if {@code scan} has found it whole: what is no HTTP/1 need not be waited for. */
    public static void check(byte[] bytes, int from, HeadScanner scan) throws BadMessage {
        if (scan.lineEnd() != HeadScanner.INCOMPLETE) {
            int lineEnd = from + scan.lineEnd();
            minorOne(bytes, from, lineEnd);
            status(bytes, from, lineEnd);
        }
    }

    private static boolean minorOne(byte[] bytes, int from, int lineEnd) throws BadMessage {
        boolean good = lineEnd - from >= 12
                && bytes[from] == 'H'
                && bytes[from + 1] == 'T'
                && bytes[from + 2] == 'T'
                && bytes[from + 3] == 'P'
                && bytes[from + 4] == '/'
                && bytes[from + 5] == '1'
                && bytes[from + 6] == '.'
                && (bytes[from + 7] == '0' || bytes[from + 7] == '1')
                && bytes[from + 8] == ' ';
        if (!good) {
            throw new BadMessage(
                    502, "a status line that does not begin with HTTP/1.0 or HTTP/1.1 (RFC 9112 section 4)");
        }
        return bytes[from + 7] == '1';
    }

    private static int status(byte[] bytes, int from, int lineEnd) throws BadMessage {
        int status = 0;
        for (int i = from + 9; i < from + 12; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new BadMessage(502, "a status code that is not three digits (RFC 9112 section 4)");
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599 || (lineEnd > from + 12 && bytes[from + 12] != ' ')) {
            throw new BadMessage(502, "a status code that is not within 100 to 599 (RFC 9110 section 15)");
        }
        return status;
    }

    /** RFC 9112 §6.3, in its order. */
    private static long length(Method method, int status, Framing framing) throws BadMessage {
        if (status < 200 || status == 204) {
            if (framing.chunked) {
                throw new BadMessage(502, "Transfer-Encoding in a " + status + " (RFC 9112 section 6.1)");
            }
            if (status < 200 && framing.length > 0) {
                throw new BadMessage(502, "a Content-Length in a " + status + " (RFC 9110 section 8.6)");
            }
            return 0;
        }
        if (method.equals(Method.CONNECT) && status < 300) {
            return UNTIL_CLOSE; // a tunnel, whatever the fields say (RFC 9110 section 9.3.6)
        }
        if (method.equals(Method.HEAD) || status == 304) {
            framing.showLength();
            return 0;
        }
        if (framing.chunked) {
            return CHUNKED;
        }
        return framing.length >= 0 ? framing.length : UNTIL_CLOSE;
    }
}
