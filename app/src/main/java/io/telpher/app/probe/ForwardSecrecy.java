package io.telpher.app.probe;

import org.jspecify.annotations.Nullable;

/**
 * Whether a recorded session stays closed when the server's key is stolen later, and why.
 *
 * @param kept true if it stays closed
 */
record ForwardSecrecy(boolean kept, String reason) {

    /** Judges by version, suite (IANA or OpenSSL name) and the group of the key exchange. */
    static ForwardSecrecy of(String version, String cipher, @Nullable String group) {
        String keys = group == null ? "" : " (" + group + ")";
        if (version.equals("TLSv1.3")) {
            return new ForwardSecrecy(true, "TLS 1.3 always exchanges keys that live for one session" + keys);
        }
        String suite = cipher.startsWith("TLS_") || cipher.startsWith("SSL_") ? cipher.substring(4) : cipher;
        if (suite.startsWith("ECDHE")) {
            return new ForwardSecrecy(true, "ECDHE: the keys of the exchange live for one session" + keys);
        }
        if (suite.startsWith("DHE") || suite.startsWith("EDH")) {
            return new ForwardSecrecy(true, "DHE: the keys of the exchange live for one session" + keys);
        }
        if (suite.startsWith("ECDH") || suite.startsWith("DH_")) {
            return new ForwardSecrecy(false, "static Diffie-Hellman: the server's key opens every recorded session");
        }
        return new ForwardSecrecy(false, "RSA key transport: the server's key opens every recorded session");
    }
}
