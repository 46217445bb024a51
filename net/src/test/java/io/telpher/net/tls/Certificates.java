package io.telpher.net.tls;

import io.telpher.net.tls.certificate.Identity;
import io.telpher.net.tls.certificate.IpLiteral;
import io.telpher.net.tls.certificate.Pem;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the certificates that tests need, good ones and bad ones. */
public final class Certificates {
    public static final Instant NOW = Instant.now();

    private String subject = "server";
    private Identity issuer;
    private String algorithm = "EC";
    private int size = 256;
    private List<String> names = List.of();
    private boolean authority;
    private KeyPurposeId purpose = KeyPurposeId.id_kp_serverAuth;
    private Instant begin = NOW.minus(Duration.ofDays(1));
    private Instant end = NOW.plus(Duration.ofDays(100));
    private KeyPair signer;

    public static Certificates named(String subject) {
        Certificates made = new Certificates();
        made.subject = subject;
        return made;
    }

    public static Identity root(String subject) throws Exception {
        return named(subject).authority().make();
    }

    public static Identity leaf(Identity issuer, String... names) throws Exception {
        return named("server").by(issuer).forNames(names).make();
    }

    public Certificates by(Identity issuer) {
        this.issuer = issuer;
        return this;
    }

    public Certificates rsa(int bits) {
        algorithm = "RSA";
        size = bits;
        return this;
    }

    public Certificates ec(int bits) {
        size = bits;
        return this;
    }

    public Certificates forNames(String... names) {
        this.names = List.of(names);
        return this;
    }

    public Certificates authority() {
        authority = true;
        return this;
    }

    public Certificates purpose(KeyPurposeId purpose) {
        this.purpose = purpose;
        return this;
    }

    public Certificates from(Instant begin) {
        this.begin = begin;
        return this;
    }

    public Certificates until(Instant end) {
        this.end = end;
        return this;
    }

    /** Signs with a key that is not the issuer's. */
    public Certificates forged() throws Exception {
        signer = pair("EC", 256);
        return this;
    }

    /** The chain holds this certificate and the issuer's chain without a self-signed root. */
    public Identity make() throws Exception {
        KeyPair pair = pair(algorithm, size);
        X500Name name = new X500Name("CN=" + subject);
        X500Name issuerName = issuer == null
                ? name
                : X500Name.getInstance(
                        issuer.certificate().getSubjectX500Principal().getEncoded());
        var builder = new JcaX509v3CertificateBuilder(
                issuerName,
                new BigInteger(64, new java.util.Random(7)).add(BigInteger.valueOf(System.identityHashCode(pair))),
                Date.from(begin),
                Date.from(end),
                name,
                pair.getPublic());
        builder.addExtension(
                Extension.basicConstraints, true, authority ? new BasicConstraints(true) : new BasicConstraints(false));
        if (!authority) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(names.stream()
                            .map(n -> new GeneralName(
                                    IpLiteral.parse(n) == null ? GeneralName.dNSName : GeneralName.iPAddress, n))
                            .toArray(GeneralName[]::new)));
        }
        var key = signer != null ? signer.getPrivate() : issuer == null ? pair.getPrivate() : issuer.key();
        var content = new JcaContentSignerBuilder(
                        key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA")
                .build(key);
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(builder.build(content));
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        if (issuer != null) {
            issuer.chain().stream()
                    .filter(c -> !c.getIssuerX500Principal().equals(c.getSubjectX500Principal()))
                    .forEach(chain::add);
        }
        return new Identity(pair.getPrivate(), chain);
    }

    private static KeyPair pair(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
    }

    public static String pem(List<X509Certificate> chain) throws Exception {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(Pem.write(Pem.CERTIFICATE, certificate.getEncoded()));
        }
        return text.toString();
    }

    public static String pem(Identity identity) throws Exception {
        return Pem.write(Pem.PRIVATE_KEY, identity.key().getEncoded());
    }
}
