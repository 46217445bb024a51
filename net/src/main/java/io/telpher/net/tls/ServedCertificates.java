package io.telpher.net.tls;

import io.telpher.net.tls.certificate.Identity;
import java.util.List;

/**
 * What a listener shows and asks for.
 *
 * @param identities the first answers clients that ask for a name that nobody has, or for none
 * @param refuseUnknown true if those clients are refused instead
 */
public record ServedCertificates(List<ServedIdentity> identities, boolean refuseUnknown) {

    /** Copies the list, which must not be empty. */
    public ServedCertificates {
        identities = List.copyOf(identities);
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("a TLS listener needs a certificate");
        }
    }

    /** Identities under which clients are not asked for certificates; unknown names get the first. */
    static ServedCertificates of(List<Identity> identities) {
        return new ServedCertificates(ServedIdentity.all(identities), false);
    }
}
