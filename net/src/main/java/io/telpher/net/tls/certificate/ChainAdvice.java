package io.telpher.net.tls.certificate;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is probably wrong with a chain that we are to show: clients would refuse it, though we can serve it. */
public final class ChainAdvice {
    private ChainAdvice() {}

    /** One sentence for each, naming the file. */
    static List<String> of(Path file, List<X509Certificate> chain, Instant now) {
        List<String> advice = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            dates(certificate, now, advice);
        }
        if (CertificateNames.of(chain.getFirst()).isEmpty()) {
            advice.add(
                    "the certificate has no subject alternative name, clients will refuse it whatever its common name");
        }
        order(chain, advice);
        return advice.stream().map(sentence -> file + ": " + sentence).toList();
    }

    /**
     * What is wrong with authorities: that none of a file's is valid now.
     *
     * @throws CertificateProblem if the file holds none
     */
    public static List<String> ofAuthorities(Path file, Instant now) throws CertificateProblem {
        List<X509Certificate> all = CertificateFiles.certificates(file);
        List<String> advice = new ArrayList<>();
        all.forEach(one -> dates(one, now, advice));
        return advice.size() == all.size() ? List.of(file + ": " + advice.getFirst()) : List.of();
    }

    private static void dates(X509Certificate certificate, Instant now, List<String> advice) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant begin = certificate.getNotBefore().toInstant();
        if (now.isAfter(end)) {
            advice.add(certificate.getSubjectX500Principal() + " expired on " + end);
        } else if (now.isBefore(begin)) {
            advice.add(certificate.getSubjectX500Principal() + " is not valid before " + begin);
        }
    }

    private static void order(List<X509Certificate> chain, List<String> advice) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!signed(chain.get(i), chain.get(i + 1))) {
                advice.add("certificate " + (i + 2) + " (" + chain.get(i + 1).getSubjectX500Principal()
                        + ") has not signed certificate " + (i + 1) + " ("
                        + chain.get(i).getSubjectX500Principal()
                        + "); each must be followed by its issuer");
            }
        }
        X509Certificate leaf = chain.getFirst();
        if (chain.size() == 1 && !leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())) {
            advice.add("the chain is incomplete unless clients trust " + leaf.getIssuerX500Principal()
                    + " itself: append the intermediate certificates");
        }
    }

    /** True if the issuer's name and signature fit. */
    public static boolean signed(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
