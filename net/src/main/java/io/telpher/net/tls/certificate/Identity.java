package io.telpher.net.tls.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the certificates that prove whose it is.
 *
 * @param key the key of the first certificate
 * @param chain the server's own certificate first, then each one's issuer
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {

    /** Copies the chain, which must not be empty. */
    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity needs a certificate");
        }
    }

    /** The server's own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The names for which it speaks. */
    public CertificateNames names() {
        return CertificateNames.of(certificate());
    }

    /** Leaves the key out: this may end in a log. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal() + "]";
    }
}
