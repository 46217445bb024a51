package io.telpher.net.tls;

import io.telpher.net.tls.certificate.Identity;
import java.util.List;

/**
 * An identity that a listener shows, and whom it asks for theirs under its names.
 *
 * @param identity key and certificates
 * @param clients which client certificates are asked for
 */
public record ServedIdentity(Identity identity, ClientPolicy clients) {

    /** Identities under which clients are not asked. */
    static List<ServedIdentity> all(List<Identity> identities) {
        return identities.stream()
                .map(identity -> new ServedIdentity(identity, ClientPolicy.NONE))
                .toList();
    }
}
