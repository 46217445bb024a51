package io.telpher.testkit.keys;

import io.telpher.testkit.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate and its key, made by openssl: for servers of tests in Java (contexts) and others (PEM files).
 *
 * @param certificate the certificate, PEM
 * @param key the private key, PEM, PKCS #8
 */
public record SelfSigned(Path certificate, Path key) {
    private static final char[] PASSWORD = "telpher".toCharArray();

    /** Makes an ECDSA P-256 certificate in {@code directory} for these DNS names, and 127.0.0.1, valid for a day. */
    public static SelfSigned create(Path directory, String... names) throws InterruptedException {
        Path certificate = directory.resolve(names[0] + ".crt");
        Path key = directory.resolve(names[0] + ".key");
        String alternatives = Arrays.stream(names).map(name -> "DNS:" + name).collect(Collectors.joining(","));
        Tool.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=" + names[0],
                        "-addext",
                        "subjectAltName=" + alternatives + ",IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .succeeded();
        return new SelfSigned(certificate, key);
    }

    /** A context for a server that shows this certificate. */
    public SSLContext serving() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = Files.createTempFile("self-signed", ".p12");
        try {
            Tool.run(
                            "openssl",
                            "pkcs12",
                            "-export",
                            "-inkey",
                            key.toString(),
                            "-in",
                            certificate.toString(),
                            "-passout",
                            "pass:" + new String(PASSWORD),
                            "-out",
                            store.toString())
                    .succeeded();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(KeyStore.getInstance(store.toFile(), PASSWORD), PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } finally {
            Files.delete(store);
        }
    }

    /** A context for a client that trusts this certificate and no other. */
    public SSLContext trusting() throws IOException, GeneralSecurityException {
        return trusting(certificate);
    }

    /** A context for a client that trusts the certificates of a PEM file and no other. */
    public static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + number++, one);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
