package io.telpher.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request-target in its one canonical form: what is routed, judged, cached and sent on is the same text (RFC 9112
 * §3.2). The path is made canonical by {@link CanonicalPath}; the query is kept byte for byte.
 *
 * @param path beginning with {@code /}; {@code *} for the server itself (asterisk-form); empty for CONNECT
 * @param query what followed the question mark, or null
 * @param authority canonical (see {@link Authority}), or null if the target named none: then {@code Host} does
 * @param scheme {@code http} or {@code https}, or null if the target named none
 */
public record Target(
        String path,
        @Nullable String query,
        @Nullable String authority,
        @Nullable String scheme) {

    private static final Target ASTERISK = new Target("*", null, null, null);
    private static final Target ROOT = new Target("/", null, null, null);

    /** A target of origin-form or asterisk-form, as in the {@code :path} of HTTP/2, or of any form of HTTP/1.1. */
    public static Target parse(Method method, String text) throws BadTarget {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (text.charAt(i) > 127) {
                throw CanonicalPath.notAscii();
            }
        }
        return parse(method, bytes, 0, bytes.length);
    }

    /**
     * Parses the bytes {@code from} to {@code to} (not included), which are kept as they are. A path of plain characters
     * costs nothing but the strings of the result.
     *
     * @throws BadTarget if the request is to be refused with 400
     */
    public static Target parse(Method method, byte[] bytes, int from, int to) throws BadTarget {
        if (from == to) {
            throw new BadTarget("the request-target is empty (RFC 9112 section 3.2)");
        }
        if (method.equals(Method.CONNECT)) {
            return tunnel(bytes, from, to);
        }
        if (bytes[from] == '/') {
            return to - from == 1 ? ROOT : origin(bytes, from, to, null, null);
        }
        if (bytes[from] == '*' && to - from == 1) {
            if (!method.equals(Method.OPTIONS)) {
                throw new BadTarget("only OPTIONS may ask for * (RFC 9112 section 3.2.4)");
            }
            return ASTERISK;
        }
        return absolute(method, bytes, from, to);
    }

    private static Target origin(byte[] bytes, int from, int to, @Nullable String authority, @Nullable String scheme)
            throws BadTarget {
        int end = from;
        while (end < to && bytes[end] != '?') {
            end++;
        }
        String path = CanonicalPath.of(bytes, from, end);
        String query = end < to ? query(bytes, end + 1, to) : null;
        return new Target(path, query, authority, scheme);
    }

    /** The query is opaque: nobody decides by its escapes, and many clients write stray percent signs into it. */
    private static String query(byte[] bytes, int from, int to) throws BadTarget {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b <= ' ' || b == 127) {
                throw b < 0
                        ? CanonicalPath.notAscii()
                        : new BadTarget("white space or a control character in the query (RFC 9112 section 3.2)");
            }
            if (b == '#') {
                throw CanonicalPath.fragment();
            }
        }
        return text(bytes, from, to);
    }

    private static Target tunnel(byte[] bytes, int from, int to) throws BadTarget {
        String authority = Authority.canonical(text(bytes, from, to));
        if (authority.isEmpty() || Authority.port(authority) <= 0) {
            throw new BadTarget("CONNECT needs a host and a port (RFC 9112 section 3.2.3)");
        }
        return new Target("", null, authority, null);
    }

    private static Target absolute(Method method, byte[] bytes, int from, int to) throws BadTarget {
        String scheme = scheme(bytes, from, to);
        int host = from + scheme.length() + 3;
        int end = host;
        while (end < to && bytes[end] != '/' && bytes[end] != '?' && bytes[end] != '#') {
            end++;
        }
        String authority = Authority.canonical(text(bytes, host, end));
        if (authority.isEmpty()) {
            throw new BadTarget("an http URI needs a host (RFC 9110 section 4.2.1)");
        }
        if (end == to) {
            // a server-wide OPTIONS that came by way of a proxy (RFC 9112 section 3.2.4)
            return new Target(method.equals(Method.OPTIONS) ? "*" : "/", null, authority, scheme);
        }
        if (bytes[end] == '?') {
            return new Target("/", query(bytes, end + 1, to), authority, scheme);
        }
        if (bytes[end] == '#') {
            throw CanonicalPath.fragment();
        }
        return origin(bytes, end, to, authority, scheme);
    }

    private static String scheme(byte[] bytes, int from, int to) throws BadTarget {
        if (startsWith(bytes, from, to, "https://")) {
            return "https";
        }
        if (startsWith(bytes, from, to, "http://")) {
            return "http";
        }
        throw new BadTarget(
                "the request-target begins neither with / nor with http:// or https:// (RFC 9112 section 3.2)");
    }

    private static boolean startsWith(byte[] bytes, int from, int to, String start) {
        if (to - from < start.length()) {
            return false;
        }
        for (int i = 0; i < start.length(); i++) {
            if (Tokens.lower(bytes[from + i]) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The authority that counts: an absolute-form wins over {@code Host} (RFC 9112 §3.2.2). */
    public String authorityOr(String host) {
        return authority != null ? authority : host;
    }
}
