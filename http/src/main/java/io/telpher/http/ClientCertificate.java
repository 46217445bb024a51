package io.telpher.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Who a client has proved to be, by a certificate that was accepted.
 *
 * @param subject its subject (RFC 4514)
 * @param commonName the most specific common name in it, or null if there is none
 * @param names DNS names among its subject alternative names
 * @param uris URIs among them, such as {@code spiffe://example.org/orders}
 * @param fingerprint SHA-256 of the certificate, in hexadecimal
 * @param forwarded the fields that tell an upstream
 */
public record ClientCertificate(
        String subject,
        @Nullable String commonName,
        List<String> names,
        List<String> uris,
        String fingerprint,
        List<Field> forwarded) {
    private static final FieldName CLIENT_CERT = FieldName.of("client-cert");
    private static final FieldName X_FORWARDED = FieldName.of("x-forwarded-client-cert");
    private static final int DNS = 2;
    private static final int URI = 6;

    /** Copies the lists. */
    public ClientCertificate {
        names = List.copyOf(names);
        uris = List.copyOf(uris);
        forwarded = List.copyOf(forwarded);
    }

    /**
     * Reads a certificate.
     *
     * @param standard true if upstreams are told by {@code Client-Cert} (RFC 9440)
     * @param elements true if they are told by {@code X-Forwarded-Client-Cert}
     */
    public static ClientCertificate of(X509Certificate certificate, boolean standard, boolean elements) {
        byte[] der = encoded(certificate);
        String subject = certificate.getSubjectX500Principal().getName();
        List<String> names = alternatives(certificate, DNS);
        List<String> uris = alternatives(certificate, URI);
        String fingerprint = HexFormat.of().formatHex(sha256(der));
        List<Field> forwarded = new ArrayList<>();
        if (standard) {
            forwarded.add(Field.of(CLIENT_CERT, ':' + Base64.getEncoder().encodeToString(der) + ':'));
        }
        if (elements) {
            forwarded.add(Field.of(X_FORWARDED, elements(fingerprint, subject, names, uris)));
        }
        return new ClientCertificate(subject, commonName(subject), names, uris, fingerprint, forwarded);
    }

    private static @Nullable String commonName(String subject) {
        try {
            List<Rdn> parts = new LdapName(subject).getRdns();
            for (Rdn part : parts.reversed()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    return name;
                }
            }
        } catch (InvalidNameException e) {
            return null; // a subject that cannot be read names nobody
        }
        return null;
    }

    /** Names come from whoever asked the authority for the certificate: what could end an element is escaped. */
    private static String elements(String fingerprint, String subject, List<String> names, List<String> uris) {
        StringBuilder text = new StringBuilder("Hash=" + fingerprint + ";Subject=\"" + ascii(subject) + '"');
        uris.forEach(uri -> text.append(";URI=").append(escaped(uri)));
        names.forEach(name -> text.append(";DNS=").append(escaped(name)));
        return text.toString();
    }

    private static String ascii(String subject) {
        return subject.replaceAll("[^\\x20-\\x7e]", "?").replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String escaped(String name) {
        boolean plain = name.chars().allMatch(c -> c > ' ' && c < 127 && c != ';' && c != ',' && c != '"');
        return plain ? name : URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) {
        List<String> found = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (one.get(0) instanceof Integer type && type == kind && one.get(1) instanceof String text) {
                    found.add(text);
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // names that cannot be read name nobody
        }
        return found;
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(e); // it was read from what it would be written to
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
