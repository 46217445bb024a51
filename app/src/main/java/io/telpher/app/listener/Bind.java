package io.telpher.app.listener;

import io.telpher.core.Ip;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where a listener listens: a port on every address, or one address and port. */
public final class Bind {
    private static final String EXPECTED =
            "a port such as 8080, or an address and a port such as 127.0.0.1:8080 or \"[::1]:8080\"";

    /** {@code 8080}, {@code 127.0.0.1:8080}, {@code [::1]:8080}; port 0 takes a free one. */
    static final Shape<InetSocketAddress> SHAPE = Shapes.parsed(EXPECTED, Bind::parse);

    private Bind() {}

    private static @Nullable InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            return null;
        }
        if (colon < 0) {
            return new InetSocketAddress(Integer.parseInt(port)); // every address of both families
        }
        String host = text.substring(0, colon);
        byte[] address =
                Ip.parse(host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
        try {
            return address == null
                    ? null
                    : new InetSocketAddress(InetAddress.getByAddress(address), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            return null; // not with four or sixteen bytes
        }
    }
}
