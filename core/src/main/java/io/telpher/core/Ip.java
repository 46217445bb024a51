package io.telpher.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;

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
}
