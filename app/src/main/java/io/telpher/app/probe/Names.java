package io.telpher.app.probe;

import io.telpher.core.Ip;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/** What certificates say about themselves, as text, and which hosts a name covers (RFC 9525). */
final class Names {
    private static final int DNS = 2;
    private static final int IP = 7;

    private Names() {}

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

    /** The names and addresses for which a certificate speaks; its common name does not count (RFC 9525 §2). */
    static List<String> alternatives(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
                int type = (Integer) entry.get(0);
                if (type == DNS || type == IP) {
                    names.add(canonical(String.valueOf(entry.get(1))));
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    /** True if the name of a certificate covers the host; a wildcard stands for one whole first label. */
    static boolean matches(String name, String host) {
        String lowerName = name.toLowerCase(Locale.ROOT);
        String lowerHost = canonical(host).toLowerCase(Locale.ROOT);
        if (lowerName.equals(lowerHost)) {
            return true;
        }
        int dot = lowerHost.indexOf('.');
        return lowerName.startsWith("*.")
                && dot > 0
                && !isAddress(lowerHost)
                && lowerName.indexOf('.', 2) > 0
                && lowerName.substring(1).equals(lowerHost.substring(dot));
    }

    static boolean isAddress(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String canonical(String text) {
        return isAddress(text) ? Ip.text(InetAddress.ofLiteral(text)) : text;
    }
}
