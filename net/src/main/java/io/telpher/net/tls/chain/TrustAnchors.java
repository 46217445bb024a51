package io.telpher.net.tls.chain;

import io.telpher.net.tls.certificate.CertificateFiles;
import io.telpher.net.tls.certificate.CertificateProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** The authorities that are believed without proof, found by their name. */
public final class TrustAnchors {
    private static final List<Path> BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"), // Debian, Alpine
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"), // Fedora, RHEL
            Path.of("/etc/ssl/cert.pem")); // macOS

    private final String source;
    private final Map<X500Principal, List<X509Certificate>> bySubject = new HashMap<>();

    /**
     * These authorities.
     *
     * @param source where they are from, for error messages
     */
    public TrustAnchors(String source, Collection<X509Certificate> certificates) {
        this.source = source;
        for (X509Certificate certificate : certificates) {
            bySubject
                    .computeIfAbsent(certificate.getSubjectX500Principal(), subject -> new ArrayList<>(1))
                    .add(certificate);
        }
    }

    /** Those of a PEM file. Blocking. */
    public static TrustAnchors file(Path file) throws CertificateProblem {
        return new TrustAnchors(file.toString(), CertificateFiles.certificates(file));
    }

    /** Those of this system, or the JDK's where the system has no file of them. Blocking, some 50 ms. */
    public static TrustAnchors system() throws IOException {
        for (Path bundle : BUNDLES) {
            if (Files.isReadable(bundle)) {
                return file(bundle);
            }
        }
        return jdk();
    }

    /** These and others. */
    public TrustAnchors and(TrustAnchors others) {
        List<X509Certificate> all = new ArrayList<>();
        bySubject.values().forEach(all::addAll);
        others.bySubject.values().forEach(all::addAll);
        return new TrustAnchors(source + ", " + others.source, all);
    }

    /** Each of them, in no order that means anything but always the same. */
    public List<X509Certificate> all() {
        return bySubject.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing((X509Certificate one) ->
                                one.getSubjectX500Principal().getName())
                        .thenComparing(X509Certificate::getSerialNumber))
                .toList();
    }

    private static TrustAnchors jdk() throws IOException {
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(in, null);
            List<X509Certificate> certificates = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    certificates.add(certificate);
                }
            }
            return new TrustAnchors(file.toString(), certificates);
        } catch (GeneralSecurityException e) {
            throw new CertificateProblem(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Where they are from. */
    String source() {
        return source;
    }

    List<X509Certificate> named(X500Principal subject) {
        return bySubject.getOrDefault(subject, List.of());
    }

    boolean contains(X509Certificate certificate) {
        return named(certificate.getSubjectX500Principal()).contains(certificate);
    }
}
