package io.telpher.net.proxyprotocol.wire;

import io.telpher.core.Ip;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** Version 1: one line of text. */
final class ProxyV1 {
    /** The longest line, its end included. */
    static final int BYTES_MAX = 107;

    private static final int WORDS = 5;

    private ProxyV1() {}

    /** Reads what stands between {@code PROXY } and the end of the line. */
    static ProxyHeader read(String line) throws BadProxyHeader {
        if (line.equals("UNKNOWN") || line.startsWith("UNKNOWN ")) {
            return ProxyHeader.LOCAL; // whatever follows is to be ignored
        }
        String[] words = line.split(" ", -1);
        if (words.length != WORDS) {
            throw new BadProxyHeader("expected a protocol, two addresses and two ports");
        }
        boolean six = words[0].equals("TCP6");
        if (!six && !words[0].equals("TCP4")) {
            throw new BadProxyHeader("expected TCP4, TCP6 or UNKNOWN");
        }
        return ProxyHeader.of(
                new InetSocketAddress(address(words[1], six), port(words[3])),
                new InetSocketAddress(address(words[2], six), port(words[4])));
    }

    private static InetAddress address(String text, boolean six) throws BadProxyHeader {
        byte[] bytes = text.indexOf(':') >= 0 == six ? Ip.parse(text) : null;
        if (bytes == null) {
            throw new BadProxyHeader("not an address of its protocol");
        }
        return address(bytes);
    }

    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // not with four or sixteen bytes
        }
    }

    private static int port(String text) throws BadProxyHeader {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65_535 || (text.length() > 1 && text.charAt(0) == '0')) {
            throw new BadProxyHeader("not a port");
        }
        return port;
    }

    static byte[] write(ProxyHeader header) {
        ProxyHeader.Addresses known = header.addresses();
        if (known == null) {
            return ascii("PROXY UNKNOWN\r\n");
        }
        byte[] source = known.source().getAddress().getAddress();
        byte[] destination = known.destination().getAddress().getAddress();
        boolean four = source.length == 4 && destination.length == 4;
        return ascii("PROXY " + (four ? "TCP4 " : "TCP6 ") + text(source, four) + ' ' + text(destination, four) + ' '
                + known.source().getPort() + ' ' + known.destination().getPort() + "\r\n");
    }

    private static String text(byte[] address, boolean four) {
        return address.length == 4 && !four ? "::ffff:" + Ip.text(address) : Ip.text(address);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
