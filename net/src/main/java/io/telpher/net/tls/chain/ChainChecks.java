package io.telpher.net.tls.chain;

import io.telpher.net.tls.certificate.CertificateNames;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Judges the chain that a server sent: the six checks, each with its own refusal, and behind them the JDK's path
 * validation (RFC 5280 §6), which alone knows path lengths, name constraints, weak algorithms and unknown critical
 * extensions. Pure: time is an argument. Revocation is not asked for.
 */
public final class ChainChecks {
    private static final String SERVERS = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final TrustAnchors trusted;

    /** Checks against these authorities. */
    public ChainChecks(TrustAnchors trusted) {
        this.trusted = trusted;
    }

    /**
     * Returns if all six hold.
     *
     * @param sent what the server sent, its own certificate first
     * @param host the name or address that was asked for
     */
    public void check(List<X509Certificate> sent, String host, Instant now) throws ChainRefused {
        ChainPath path = ChainPath.find(sent, trusted);
        X509Certificate leaf = sent.getFirst();
        forServers(leaf);
        notExpired(path.certificates(), now);
        validate(path, now);
        named(leaf, host);
    }

    /**
     * What each of the six finds, for people: one that fails hides none that can be judged without it.
     *
     * @param sent what the server sent, its own certificate first
     * @param host the name or address that was asked for
     */
    public List<ChainFinding> findings(List<X509Certificate> sent, String host, Instant now) {
        return new ChainFindings(trusted, sent, host, now).all();
    }

    static void named(X509Certificate leaf, String host) throws ChainRefused {
        CertificateNames names = CertificateNames.of(leaf);
        if (!names.cover(host)) {
            throw new ChainRefused(
                    ChainCheck.DOMAIN_MATCHES,
                    "asked for " + host + ", the certificate is for " + ChainPath.name(names.toString())
                            + "; if that is the same server, say so with \"name\"");
        }
    }

    static void forServers(X509Certificate leaf) throws ChainRefused {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVERS) && !purposes.contains(ANY_PURPOSE)) {
                throw new ChainRefused(
                        ChainCheck.RECEIVED,
                        ChainPath.name(leaf) + " is not for servers: its extended key usage is " + purposes);
            }
        } catch (CertificateParsingException e) {
            throw new ChainRefused(ChainCheck.RECEIVED, ChainPath.name(leaf) + " is damaged: " + e.getMessage());
        }
    }

    public static void notExpired(List<X509Certificate> certificates, Instant now) throws ChainRefused {
        for (X509Certificate certificate : certificates) {
            notExpired(certificate, now);
        }
    }

    private static void notExpired(X509Certificate certificate, Instant now) throws ChainRefused {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw new ChainRefused(
                    ChainCheck.NOT_EXPIRED,
                    ChainPath.name(certificate) + " expired on " + end + ", now is " + now
                            + "; the server must have it renewed");
        }
        if (now.isBefore(begin)) {
            throw new ChainRefused(
                    ChainCheck.NOT_EXPIRED,
                    ChainPath.name(certificate) + " is not valid before " + begin + ", now is " + now
                            + "; is this machine's clock right?");
        }
    }

    /** The JDK's validation; a certificate that is trusted itself has no path. */
    public static void validate(ChainPath path, Instant now) throws ChainRefused {
        if (path.certificates().getFirst().equals(path.anchor())) {
            return;
        }
        try {
            CertPath certificates = CertificateFactory.getInstance("X.509").generateCertPath(path.certificates());
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.anchor(), null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
        } catch (CertPathValidatorException e) {
            throw new ChainRefused(
                    e.getIndex() <= 0 ? ChainCheck.SIGNED_BY_INTERMEDIATE : ChainCheck.INTERMEDIATE_SIGNED_BY_ROOT,
                    ChainPath.name(path.certificates().get(Math.max(0, e.getIndex()))) + ": " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new ChainRefused(ChainCheck.RECEIVED, "the chain cannot be read: " + e.getMessage());
        }
    }
}
