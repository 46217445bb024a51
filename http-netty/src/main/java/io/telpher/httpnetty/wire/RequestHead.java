package io.telpher.httpnetty.wire;

import io.telpher.http.Authority;
import io.telpher.http.BadTarget;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Target;
import io.telpher.http.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of an HTTP/1.1 request, read and judged.
 *
 * @param method what is asked
 * @param target in canonical form
 * @param authority whom it is asked of, canonical: the target's, else {@code Host}'s; empty in HTTP/1.0 without one
 * @param version 1.0 or 1.1
 * @param fields without those that are the connection's business
 * @param length of the body, 0 if there is none, -1 if it is chunked
 * @param keepAlive whether the connection may go on with another request
 * @param expectContinue whether the client waits for {@code 100 Continue}
 * @param upgrade whether the client asks for another protocol, named in {@code Upgrade}
 */
public record RequestHead(
        Method method,
        Target target,
        String authority,
        HttpVersion version,
        Fields fields,
        long length,
        boolean keepAlive,
        boolean expectContinue,
        boolean upgrade) {

    private static final int METHOD_LENGTH_MAX = 32;
    private static final Method[] COMMON = {
        Method.GET, Method.POST, Method.PUT, Method.DELETE, Method.HEAD, Method.OPTIONS, Method.PATCH
    };
    private static final byte[] HTTP_1 = "HTTP/1.".getBytes(StandardCharsets.ISO_8859_1);

    /** Remembers the last Host of a connection: it seldom changes, and judging it costs more than comparing it. */
    public static final class HostMemo {
        private byte[] raw = new byte[0];
        private String canonical = "";

        /** The canonical form of these bytes. */
        public String canonical(byte[] bytes, int from, int to) throws BadTarget {
            if (!Arrays.equals(bytes, from, to, raw, 0, raw.length) || raw.length == 0) {
                canonical = Authority.canonical(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
                raw = Arrays.copyOfRange(bytes, from, to);
            }
            return canonical;
        }
    }

    /**
     * Reads a head that {@code scan} has just scanned.
     *
     * @param bytes where it stands, from {@code from} to {@code to}; they are copied
     */
    public static RequestHead read(byte[] bytes, int from, int to, HeadScanner scan, HostMemo hosts) throws BadMessage {
        int lineEnd = from + scan.lineEnd();
        int space = methodEnd(bytes, from, lineEnd);
        Method method = method(bytes, from, space);
        int targetEnd = lineEnd - 9;
        HttpVersion version = version(bytes, space, targetEnd, lineEnd);
        Framing framing = new Framing(bytes, from, scan);
        framing.read();
        if (version == HttpVersion.HTTP_1_0 && framing.chunked) {
            throw new BadMessage(400, "Transfer-Encoding in HTTP/1.0 (RFC 9112 section 6.1)");
        }
        boolean upgrade = framing.upgrade
                && framing.upgradeToken
                && version == HttpVersion.HTTP_1_1
                && !framing.chunked
                && framing.length <= 0
                && !framing.upgradesToHttp2();
        if (framing.upgrade && !upgrade) {
            framing.hideUpgrade();
        }
        try {
            Target target = Target.parse(method, bytes, space + 1, targetEnd);
            String authority = authority(bytes, from, scan, framing, target, version, hosts);
            Fields fields = framing.fields(Arrays.copyOfRange(bytes, from, to));
            if (framing.takesTrailers) {
                fields = fields.with(FieldName.TE, "trailers");
            }
            boolean keepAlive = !framing.close
                    && !method.equals(Method.CONNECT) // what comes behind it may be meant for a tunnel
                    && (version == HttpVersion.HTTP_1_1 || framing.keepAlive);
            long length = framing.chunked ? -1 : Math.max(0, framing.length);
            boolean waits = framing.expectContinue && length != 0 && version == HttpVersion.HTTP_1_1;
            return new RequestHead(method, target, authority, version, fields, length, keepAlive, waits, upgrade);
        } catch (BadTarget e) {
            throw new BadMessage(400, String.valueOf(e.getMessage()));
        }
    }

    /** Judges the start line alone, if {@code scan} has found it whole: what is no HTTP/1 need not be waited for. */
    public static void check(byte[] bytes, int from, HeadScanner scan) throws BadMessage {
        if (scan.lineEnd() != HeadScanner.INCOMPLETE) {
            int lineEnd = from + scan.lineEnd();
            version(bytes, methodEnd(bytes, from, lineEnd), lineEnd - 9, lineEnd);
        }
    }

    private static int methodEnd(byte[] bytes, int from, int lineEnd) throws BadMessage {
        int at = from;
        while (at < lineEnd && Tokens.isTokenByte(bytes[at])) {
            at++;
        }
        if (at == from || at >= lineEnd || bytes[at] != ' ') {
            throw new BadMessage(
                    400, "a request line that does not begin with a method and a space (RFC 9112 section 3)");
        }
        if (at - from > METHOD_LENGTH_MAX) {
            throw new BadMessage(
                    501, "a method of more than " + METHOD_LENGTH_MAX + " characters (RFC 9110 section 9.1)");
        }
        return at;
    }

    private static Method method(byte[] bytes, int from, int to) {
        for (Method method : COMMON) {
            if (same(bytes, from, to, method.name())) {
                return method;
            }
        }
        return Method.of(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private static boolean same(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The line must end in exactly one space and {@code HTTP/1.0} or {@code HTTP/1.1}. */
    private static HttpVersion version(byte[] bytes, int space, int targetEnd, int lineEnd) throws BadMessage {
        if (targetEnd <= space || bytes[targetEnd] != ' ') {
            throw new BadMessage(400, "a request line that does not end in a space and a version (RFC 9112 section 3)");
        }
        boolean one = Arrays.equals(bytes, targetEnd + 1, lineEnd - 1, HTTP_1, 0, HTTP_1.length);
        if (one && bytes[lineEnd - 1] == '1') {
            return HttpVersion.HTTP_1_1;
        }
        if (one && bytes[lineEnd - 1] == '0') {
            return HttpVersion.HTTP_1_0;
        }
        boolean looksLikeOne = same(bytes, targetEnd + 1, targetEnd + 6, "HTTP/")
                && bytes[targetEnd + 7] == '.'
                && Character.isDigit(bytes[targetEnd + 6])
                && Character.isDigit(bytes[lineEnd - 1]);
        throw looksLikeOne
                ? new BadMessage(505, "a version other than HTTP/1.0 and HTTP/1.1 (RFC 9110 section 15.6.6)")
                : new BadMessage(400, "a request line that does not end in a version (RFC 9112 section 2.3)");
    }

    private static String authority(
            byte[] bytes,
            int from,
            HeadScanner scan,
            Framing framing,
            Target target,
            HttpVersion version,
            HostMemo hosts)
            throws BadMessage, BadTarget {
        if (framing.hostAt < 0) {
            if (version == HttpVersion.HTTP_1_1) {
                throw new BadMessage(400, "no Host (RFC 9112 section 3.2)");
            }
            String named = target.authority();
            return named == null ? "" : named;
        }
        int i = framing.hostAt;
        String host = hosts.canonical(bytes, from + scan.valueStart(i), from + scan.valueEnd(i));
        String named = target.authority();
        if (named == null && host.isEmpty()) {
            throw new BadMessage(400, "an empty Host (RFC 9110 section 4.2.1)");
        }
        return named == null ? host : named; // Host counts for nothing beside it, and goes no further (§3.2.2)
    }
}
