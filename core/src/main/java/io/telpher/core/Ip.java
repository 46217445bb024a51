package io.telpher.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** IP addresses as text: IPv4 dotted, IPv6 in its canonical form (RFC 5952). */
public final class Ip {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Ip() {}

    /** The address as text; an IPv4-mapped IPv6 address is IPv4 already, as the JDK reads it. */
    public static String text(InetAddress address) {
        return text(address.getAddress());
    }

    /** Address and port as text, brackets around IPv6. */
    public static String text(InetSocketAddress address) {
        String ip = address.isUnresolved() ? address.getHostString() : text(address.getAddress());
        return ip.indexOf(':') >= 0 ? "[" + ip + "]:" + address.getPort() : ip + ":" + address.getPort();
    }

    /** Four or sixteen bytes as text. */
    public static String text(byte[] bytes) {
        return bytes.length == 4 ? v4(bytes) : v6(bytes);
    }

    private static String v4(byte[] b) {
        return (b[0] & 0xff) + "." + (b[1] & 0xff) + "." + (b[2] & 0xff) + "." + (b[3] & 0xff);
    }

    private static String v6(byte[] b) {
        int runStart = -1;
        int runLength = 1; // one group of zeros is not shortened (RFC 5952 §4.2.2)
        for (int i = 0; i < 8; i++) {
            int n = 0;
            while (i + n < 8 && group(b, i + n) == 0) {
                n++;
            }
            if (n > runLength) {
                runStart = i;
                runLength = n;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            hex(text, group(b, i));
        }
        return text.toString();
    }

    private static int group(byte[] b, int i) {
        return ((b[2 * i] & 0xff) << 8) | (b[2 * i + 1] & 0xff);
    }

    private static void hex(StringBuilder text, int value) {
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (value >>> shift != 0 || shift == 0) {
                text.append(HEX[(value >>> shift) & 15]);
            }
        }
    }

    /**
     * The bytes of an address written in any form that RFC 4291 §2.2 allows, four or sixteen, or null if it is none. No
     * name is looked up and no zone accepted; an IPv4-mapped IPv6 address is IPv4.
     */
    public static byte @Nullable [] parse(String text) {
        if (text.indexOf(':') < 0) {
            byte[] bytes = new byte[4];
            return parseV4(text, 0, bytes, 0) ? bytes : null;
        }
        byte[] bytes = new byte[16];
        return parseV6(text, bytes) ? unmapped(bytes) : null;
    }

    private static boolean parseV4(String text, int from, byte[] into, int at) {
        int i = from;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int start = i;
            while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9' && i - start < 4) {
                value = 10 * value + text.charAt(i++) - '0';
            }
            boolean octal = i - start > 1 && text.charAt(start) == '0'; // some read 010 as eight: nobody may
            if (i == start || value > 255 || octal) {
                return false;
            }
            into[at + part] = (byte) value;
            if (part < 3 && (i == text.length() || text.charAt(i++) != '.')) {
                return false;
            }
        }
        return i == text.length();
    }

    private static boolean parseV6(String text, byte[] into) {
        int i = 0;
        int n = 0;
        int gap = -1;
        if (text.startsWith("::")) {
            gap = 0;
            i = 2;
        }
        while (i < text.length()) {
            int end = i;
            while (end < text.length() && end - i < 5 && Character.digit(text.charAt(end), 16) >= 0) {
                end++;
            }
            if (end < text.length() && text.charAt(end) == '.') {
                if (n > 12 || !parseV4(text, i, into, n)) {
                    return false;
                }
                n += 4;
                break;
            }
            if (end == i || end - i > 4 || n > 14 || !ascii(text, i, end)) {
                return false;
            }
            int group = Integer.parseInt(text, i, end, 16);
            into[n++] = (byte) (group >> 8);
            into[n++] = (byte) group;
            if (end == text.length()) {
                break;
            }
            if (text.charAt(end) != ':' || end + 1 == text.length()) {
                return false;
            }
            i = end + 1;
            if (text.charAt(i) == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = n;
                i++;
            }
        }
        return gap < 0 ? n == 16 : n < 16 && spread(into, gap, n);
    }

    /** Character.digit knows digits of other scripts. */
    private static boolean ascii(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** Moves what stands behind {@code ::} to the end. */
    private static boolean spread(byte[] bytes, int gap, int n) {
        System.arraycopy(bytes, gap, bytes, 16 - (n - gap), n - gap);
        java.util.Arrays.fill(bytes, gap, 16 - (n - gap), (byte) 0);
        return true;
    }

    private static byte[] unmapped(byte[] b) {
        for (int i = 0; i < 12; i++) {
            if (b[i] != (i < 10 ? 0 : (byte) 0xff)) {
                return b;
            }
        }
        return java.util.Arrays.copyOfRange(b, 12, 16);
    }
}
