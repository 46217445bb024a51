package io.telpher.net.tls.certificate;

import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Set;

/** Which keys a listener takes: RSA of 2048 to 4096 bits, elliptic curves P-256 and P-384. */
final class KeyRules {
    private static final String TAKEN = "; expected RSA of 2048 to 4096 bits or EC P-256 or P-384";
    private static final Set<String> CURVES = Set.of("secp256r1", "secp384r1");

    private KeyRules() {}

    static void check(Path file, PublicKey key) throws CertificateProblem {
        switch (key) {
            case RSAPublicKey rsa -> {
                int bits = rsa.getModulus().bitLength();
                if (bits < 2048 || bits > 4096) {
                    throw new CertificateProblem(file, "the certificate's RSA key has " + bits + " bits" + TAKEN);
                }
            }
            case ECPublicKey ec -> {
                String curve = curve(ec);
                if (!CURVES.contains(curve)) {
                    throw new CertificateProblem(file, "the certificate's key is on the curve " + curve + TAKEN);
                }
            }
            default ->
                throw new CertificateProblem(
                        file, "the certificate's key is of the kind " + key.getAlgorithm() + TAKEN);
        }
    }

    private static String curve(ECPublicKey key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(key.getParams());
            String name = parameters.getParameterSpec(ECGenParameterSpec.class).getName();
            // Which of the two the JDK gives depends on its provider.
            return switch (name) {
                case "1.2.840.10045.3.1.7" -> "secp256r1";
                case "1.3.132.0.34" -> "secp384r1";
                default -> name;
            };
        } catch (GeneralSecurityException e) {
            return "unknown";
        }
    }

    /** True if what the one signs, the other accepts: the test that holds for every kind of key. */
    static boolean belongTogether(PrivateKey key, PublicKey other) {
        if (!key.getAlgorithm().equals(other.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            byte[] text = {1, 2, 3};
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
