package io.telpher.net.tls.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes keys on P-256 and certificates (RFC 5280). The only class that touches BouncyCastle, so that its classes are
 * loaded when something must be made and not at each start.
 */
final class CertificateMaker {
    static final Duration AUTHORITY_LIFE = Duration.ofDays(3652);
    static final Duration LEAF_LIFE = Duration.ofDays(90);

    /** Clocks of clients may be behind ours. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private CertificateMaker() {}

    /** A self-signed authority that may sign servers' certificates and no further authorities. */
    static Identity authority(String commonName, Instant now) throws IOException {
        try {
            KeyPair pair = keys();
            X500Principal name = new X500Principal("O=Telpher,CN=" + commonName);
            X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now, AUTHORITY_LIFE);
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(pair.getPublic()));
            return new Identity(pair.getPrivate(), List.of(sign(builder, pair.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the local authority cannot be made: " + e.getMessage(), e);
        }
    }

    /** A server's certificate for these names and addresses, the first of which is also its common name. */
    static Identity leaf(Identity authority, List<String> names, Instant now) throws IOException {
        try {
            KeyPair pair = keys();
            X509Certificate issuer = authority.certificate();
            X500Principal subject = new X500Principal("CN=" + names.getFirst());
            X509v3CertificateBuilder builder =
                    builder(issuer.getSubjectX500Principal(), subject, pair.getPublic(), now, LEAF_LIFE);
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(issuer.getPublicKey()));
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            return new Identity(pair.getPrivate(), List.of(sign(builder, authority.key())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate for " + names + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static GeneralNames alternatives(List<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(
                        IpLiteral.parse(name) != null ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Duration life) {
        Instant begin = now.minus(BACKDATED);
        BigInteger serial = new BigInteger(127, RANDOM).setBit(126);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(begin), Date.from(now.plus(life)), subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }
}
