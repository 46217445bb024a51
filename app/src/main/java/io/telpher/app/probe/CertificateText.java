package io.telpher.app.probe;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.ZoneOffset;
import java.util.Date;
import javax.security.auth.x500.X500Principal;

/** What certificates say about themselves, as text. */
final class CertificateText {
    private CertificateText() {}

    static String subject(X509Certificate certificate) {
        return common(certificate.getSubjectX500Principal());
    }

    static String issuer(X509Certificate certificate) {
        return common(certificate.getIssuerX500Principal());
    }

    private static String common(X500Principal principal) {
        String name = principal.getName();
        for (String part : name.split("(?<!\\\\),", -1)) {
            if (part.startsWith("CN=")) {
                return part.substring(3);
            }
        }
        return name.isEmpty() ? "(no name)" : name;
    }

    static String day(Date date) {
        return date.toInstant().atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** {@code RSA 2048}, {@code EC 256}. */
    static String key(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECPublicKey ec -> "EC " + ec.getParams().getOrder().bitLength();
            case DSAPublicKey dsa -> "DSA";
            default -> key.getAlgorithm();
        };
    }
}
