package io.telpher.http;

import java.io.InputStream;

/**
 * What remains of a connection after {@code 101 Switching Protocols}: bytes both ways until either side ends (RFC 9110
 * §7.8). It is the body of a 101 response, and only the server that sends that response can open it.
 */
public interface Tunnel extends Body {

    @Override
    default long length() {
        return UNKNOWN;
    }

    @Override
    default InputStream stream() {
        throw new UnsupportedOperationException("a tunnel is joined to another connection, not read");
    }
}
