package io.telpher.http;

import io.telpher.core.Ip;

/**
 * The authority of a request, {@code host[:port]}, in its one canonical form: host in lower case and without a final dot,
 * IPv6 as RFC 5952 writes it within brackets, the port without leading zeros, no empty port (RFC 3986 §3.2, RFC 9110 §7.2).
 */
public final class Authority {
    private static final int PORT_MAX = 65_535;
    private static final boolean[] NAME = new boolean[128];

    static {
        for (int c = 'a'; c <= 'z'; c++) {
            NAME[c] = true;
        }
        for (char c : "0123456789-._~!$&'()*+,;=".toCharArray()) {
            NAME[c] = true;
        }
    }

    private Authority() {}

    /**
     * The canonical form of a {@code Host} or {@code :authority} value; a canonical one is given back as it is. Empty is
     * allowed: it is how a client says that its target has no authority (RFC 9112 §3.2).
     *
     * @throws BadTarget for user information, escapes, anything that no host name has, and ports beyond 65535
     */
    public static String canonical(String text) throws BadTarget {
        if (text.isEmpty()) {
            return text;
        }
        int end = text.charAt(0) == '[' ? text.indexOf(']') + 1 : nameEnd(text);
        if (end == 0) {
            throw bad("has a [ without ]");
        }
        String host = text.charAt(0) == '[' ? v6(text, end) : name(text, end);
        if (end == text.length()) {
            return host.length() == end && text.startsWith(host) ? text : host;
        }
        if (text.charAt(end) != ':') {
            throw bad("has something other than a port behind the host");
        }
        if (end + 1 == text.length()) {
            return host;
        }
        int port = number(text, end + 1);
        String canonical = host + ':' + port;
        return canonical.equals(text) ? text : canonical;
    }

    private static int nameEnd(String text) throws BadTarget {
        boolean ok = true;
        int i = 0;
        for (; i < text.length() && text.charAt(i) != ':'; i++) {
            char c = text.charAt(i);
            ok &= c < 128 && NAME[Tokens.lower((byte) c)];
        }
        if (text.indexOf('@') >= 0) {
            throw bad("has user information");
        }
        if (!ok) {
            throw bad("has a character that no host has");
        }
        if (i == 0) {
            throw bad("has a port but no host");
        }
        return i;
    }

    private static String name(String text, int end) throws BadTarget {
        int length = text.charAt(end - 1) == '.' ? end - 1 : end; // "example.org." is the same host
        if (length == 0 || text.charAt(length - 1) == '.') {
            throw bad("ends in an empty label");
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
                return text.substring(0, length).toLowerCase(java.util.Locale.ROOT);
            }
        }
        return text.substring(0, length);
    }

    private static String v6(String text, int end) throws BadTarget {
        String inside = text.substring(1, end - 1);
        byte[] address = inside.indexOf(':') < 0 ? null : Ip.parse(inside);
        if (address == null) {
            throw bad("has no IPv6 address in its brackets");
        }
        return address.length == 4 ? "[::ffff:" + Ip.text(address) + "]" : "[" + Ip.text(address) + "]";
    }

    private static int number(String text, int from) throws BadTarget {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw bad("has a port that is not a number");
            }
            port = Math.min(PORT_MAX + 1, 10 * port + c - '0');
        }
        if (port > PORT_MAX) {
            throw bad("has a port beyond 65535");
        }
        return port;
    }

    private static BadTarget bad(String what) {
        return new BadTarget("the authority " + what + " (RFC 3986 section 3.2, RFC 9110 section 7.2)");
    }

    /** The port of a canonical authority, or -1 if it names none. */
    public static int port(String canonical) {
        int colon = canonical.lastIndexOf(':');
        if (colon < 0 || canonical.endsWith("]")) {
            return -1;
        }
        return Integer.parseInt(canonical, colon + 1, canonical.length(), 10);
    }
}
