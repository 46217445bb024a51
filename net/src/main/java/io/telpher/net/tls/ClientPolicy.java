package io.telpher.net.tls;

import io.telpher.net.tls.chain.TrustAnchors;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Which client certificates are asked for under some of a listener's names.
 *
 * @param id the same for the same policy, empty for {@link #NONE}
 * @param authorities who may have issued them
 * @param required true if a client without one is refused
 * @param forward how upstreams are told whose it was
 */
public record ClientPolicy(String id, TrustAnchors authorities, boolean required, Set<Forward> forward) {
    /** How an upstream is told. */
    public enum Forward {
        /** The field {@code Client-Cert}: the certificate (RFC 9440). */
        CLIENT_CERT,
        /** The field {@code X-Forwarded-Client-Cert}: fingerprint, subject and names, as Envoy writes it. */
        X_FORWARDED_CLIENT_CERT
    }

    /** Clients are not asked. */
    public static final ClientPolicy NONE =
            new ClientPolicy("", new TrustAnchors("nobody", List.of()), false, Set.of());

    /** Copies the set. */
    public ClientPolicy {
        forward = Set.copyOf(forward);
    }

    /** Asks for certificates of these authorities. */
    public static ClientPolicy of(TrustAnchors authorities, boolean required, Set<Forward> forward) {
        return new ClientPolicy(digest(authorities, required, forward), authorities, required, forward);
    }

    private static String digest(TrustAnchors authorities, boolean required, Set<Forward> forward) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : authorities.all()) {
                sha.update(certificate.getEncoded());
            }
            for (Forward one : Forward.values()) {
                sha.update((byte) (forward.contains(one) ? 1 : 0));
            }
            sha.update((byte) (required ? 1 : 0));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e); // every JDK has it, and what was read can be written
        }
    }

    /** True if clients are asked. */
    public boolean asks() {
        return !id.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientPolicy policy && policy.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
