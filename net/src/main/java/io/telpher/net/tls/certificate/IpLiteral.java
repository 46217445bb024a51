package io.telpher.net.tls.certificate;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses written as text where a host name may also stand. Nothing is looked up. */
public final class IpLiteral {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private IpLiteral() {}

    /** The 4 or 16 bytes of an address, with or without brackets or zone; null if the text is a name. */
    public static byte @Nullable [] parse(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            if (bare.indexOf(':') >= 0) {
                int zone = bare.indexOf('%');
                return Inet6Address.ofLiteral(zone < 0 ? bare : bare.substring(0, zone))
                        .getAddress();
            }
            // Not ofLiteral alone: it takes "127.1" and "2130706433" for addresses too.
            return V4.matcher(bare).matches() ? InetAddress.ofLiteral(bare).getAddress() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
