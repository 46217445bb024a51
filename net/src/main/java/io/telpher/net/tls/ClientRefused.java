package io.telpher.net.tls;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** A client's certificate that was not accepted, or did not come; the message says why. */
public final class ClientRefused extends CertificateException {
    private static final long serialVersionUID = 1L;

    ClientRefused(String found) {
        super(found);
    }

    /** None: it says what a peer sent, not where our code was. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    /** What the failure of a handshake with a client means, for the log. */
    public static String text(Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof ClientRefused) {
                return "the client's certificate was refused: " + e.getMessage();
            }
        }
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof SSLException && text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
            return "the client sent no certificate, and one is required here";
        }
        return "the handshake failed: " + text;
    }
}
