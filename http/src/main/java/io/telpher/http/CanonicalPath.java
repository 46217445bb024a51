package io.telpher.http;

import java.nio.charset.StandardCharsets;

/**
 * The canonical form of a path: escapes of unreserved characters are decoded, all others have upper-case digits, dot
 * segments are resolved and empty segments merged (RFC 3986 §6.2.2). Two paths that a server could take for the same are
 * the same text here.
 *
 * <p>Refused, because servers disagree on what they mean: {@code \}, {@code %2F}, {@code %5C}, control characters (also
 * escaped), bytes above 127, broken escapes, {@code #}, {@code ..} above the root, and a dot or empty segment that is
 * hidden behind parameters ({@code /..;/}, {@code /;x/}). Other parameters stay as they are. Visible characters that a URI
 * does not allow, such as {@code |}, are escaped.
 */
public final class CanonicalPath {
    /** What a byte means to us. */
    private static final byte REFUSED = 0;

    private static final byte PLAIN = 1;
    private static final byte SLASH = 2;
    private static final byte PERCENT = 3;
    private static final byte PARAMETER = 4;
    private static final byte ESCAPED = 5;

    private static final byte[] CLASS = new byte[128];
    private static final boolean[] UNRESERVED = new boolean[128];
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    static {
        for (int c = 'a'; c <= 'z'; c++) {
            CLASS[c] = CLASS[c - 32] = PLAIN;
            UNRESERVED[c] = UNRESERVED[c - 32] = true;
        }
        for (int c = '0'; c <= '9'; c++) {
            CLASS[c] = PLAIN;
            UNRESERVED[c] = true;
        }
        for (char c : "-._~".toCharArray()) {
            CLASS[c] = PLAIN;
            UNRESERVED[c] = true;
        }
        for (char c : "!$&'()*+,=:@".toCharArray()) {
            CLASS[c] = PLAIN;
        }
        for (char c : "\"<>[]^`{|}".toCharArray()) {
            CLASS[c] = ESCAPED;
        }
        CLASS['/'] = SLASH;
        CLASS['%'] = PERCENT;
        CLASS[';'] = PARAMETER;
    }

    private final byte[] bytes;
    private final int to;
    private final byte[] out;
    private int at;
    private int length;

    private CanonicalPath(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
        this.out = new byte[3 * (to - from)];
    }

    /** The canonical form of a path that begins with a slash and has no query; a canonical one is given back as it is. */
    public static String of(String path) throws BadTarget {
        byte[] text = path.getBytes(StandardCharsets.UTF_8); // beyond ASCII is refused below
        if (text.length == 0 || text[0] != '/') {
            throw new BadTarget("a path begins with / (RFC 9112 section 3.2.1)");
        }
        return isPlain(text, 0, text.length) ? path : new CanonicalPath(text, 0, text.length).resolve();
    }

    static String of(byte[] bytes, int from, int to) throws BadTarget {
        return isPlain(bytes, from, to)
                ? new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                : new CanonicalPath(bytes, from, to).resolve();
    }

    /** True for the paths that nearly everybody sends: nothing to decode, resolve, merge or refuse. */
    private static boolean isPlain(byte[] bytes, int from, int to) {
        byte before = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b < 0) {
                return false;
            }
            byte kind = CLASS[b];
            if (before == '/' ? kind != PLAIN || b == '.' : kind != PLAIN && kind != SLASH) {
                return false;
            }
            before = b;
        }
        return true;
    }

    private String resolve() throws BadTarget {
        while (at < to) {
            at++; // the slash
            int start = length;
            out[length++] = '/';
            while (at < to && bytes[at] != '/') {
                take();
            }
            close(start, at == to);
        }
        return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }

    private void take() throws BadTarget {
        byte b = bytes[at];
        switch (b < 0 ? REFUSED : CLASS[b]) {
            case PLAIN, PARAMETER -> {
                out[length++] = b;
                at++;
            }
            case ESCAPED -> {
                escape(b);
                at++;
            }
            case PERCENT -> {
                if (to - at < 3) {
                    throw badEscape();
                }
                decode(Character.digit(bytes[at + 1], 16), Character.digit(bytes[at + 2], 16));
                at += 3;
            }
            default -> throw refused(b);
        }
    }

    private void decode(int high, int low) throws BadTarget {
        if (high < 0 || low < 0) {
            throw badEscape();
        }
        int c = high << 4 | low;
        if (c < ' ' || c == 127) {
            throw new BadTarget("an escaped control character in the path (RFC 3986 section 7.3)");
        }
        if (c == '/' || c == '\\') {
            throw new BadTarget(
                    "an escaped slash or backslash in the path: servers disagree on it (RFC 3986 section 7.3)");
        }
        if (c < 128 && UNRESERVED[c]) {
            out[length++] = (byte) c;
        } else {
            escape((byte) c);
        }
    }

    private void escape(byte b) {
        out[length++] = '%';
        out[length++] = (byte) HEX[b >> 4 & 15];
        out[length++] = (byte) HEX[b & 15];
    }

    private void close(int start, boolean last) throws BadTarget {
        int name = nameLength(start + 1);
        boolean parameters = start + 1 + name < length;
        boolean dot = name == 1 && out[start + 1] == '.';
        boolean dots = name == 2 && out[start + 1] == '.' && out[start + 2] == '.';
        if (parameters && (dot || dots || (name == 0 && !last))) {
            throw new BadTarget("parameters hide a dot segment or an empty one (RFC 3986 section 3.3)");
        }
        if (dots) {
            if (start == 0) {
                throw new BadTarget("the path leads above the root (RFC 3986 section 5.2.4)");
            }
            length = lastSlash(start);
        } else if (dot || (name == 0 && !parameters)) {
            length = start;
        } else {
            return;
        }
        if (last) {
            out[length++] = '/';
        }
    }

    /** The length of a segment's name: up to its parameters, however they are written. */
    private int nameLength(int from) {
        int i = from;
        while (i < length && out[i] != ';' && !(out[i] == '%' && out[i + 1] == '3' && out[i + 2] == 'B')) {
            i++;
        }
        return i - from;
    }

    private int lastSlash(int before) {
        int i = before - 1;
        while (out[i] != '/') {
            i--;
        }
        return i;
    }

    private static BadTarget refused(byte b) {
        return switch (b) {
            case '#' -> fragment();
            case '\\' -> new BadTarget("a backslash in the path (RFC 3986 section 3.3)");
            case '?' -> new BadTarget("a question mark in the path (RFC 3986 section 3.3)");
            default ->
                b < 0
                        ? notAscii()
                        : new BadTarget("white space or a control character in the path (RFC 9112 section 3.2)");
        };
    }

    static BadTarget fragment() {
        return new BadTarget("a fragment in the request-target (RFC 9112 section 3.2)");
    }

    static BadTarget notAscii() {
        return new BadTarget("a byte above 127 in the request-target: it must be escaped (RFC 3986 section 2.1)");
    }

    private static BadTarget badEscape() {
        return new BadTarget("a % without two hexadecimal digits in the path (RFC 3986 section 2.1)");
    }
}
