package io.telpher.gateway.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that we believe, and what it may verify.
 *
 * @param id its name in the headers of tokens, or null
 * @param algorithms what it is for
 * @param proof verifies
 */
record TrustedKey(@Nullable String id, Set<Algorithm> algorithms, Proof proof) {
    private static final int RSA_BITS_MIN = 2048;
    private static final Map<Curve, Algorithm> CURVES =
            Map.of(Curve.P_256, Algorithm.ES256, Curve.P_384, Algorithm.ES384, Curve.P_521, Algorithm.ES512);
    private static final Set<Algorithm> RSA = Set.of(
            Algorithm.RS256, Algorithm.RS384, Algorithm.RS512, Algorithm.PS256, Algorithm.PS384, Algorithm.PS512);

    /** What stands before the 32 bytes of a key of Ed25519 in its encoding (RFC 8410). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Verifies a signature. */
    @FunctionalInterface
    interface Proof {
        boolean holds(JWSHeader header, byte[] signed, Base64URL signature)
                throws JOSEException, GeneralSecurityException;
    }

    /**
     * One key of a set.
     *
     * @return null if it is not for us: for encryption, a secret, of a kind that we do not know
     * @throws JOSEException if it is for us and no good
     */
    static @Nullable TrustedKey of(JWK jwk) throws JOSEException, GeneralSecurityException {
        boolean forUs = (jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse()))
                && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
        TrustedKey key = forUs ? plain(jwk) : null;
        if (key == null || jwk.getAlgorithm() == null) {
            return key;
        }
        Algorithm only = Algorithm.of(jwk.getAlgorithm().getName());
        return only != null && key.algorithms.contains(only) ? new TrustedKey(key.id, Set.of(only), key.proof) : null;
    }

    private static @Nullable TrustedKey plain(JWK jwk) throws JOSEException, GeneralSecurityException {
        String id = jwk.getKeyID();
        return switch (jwk) {
            case RSAKey rsa -> of(id, rsa.toRSAPublicKey());
            case ECKey ec when CURVES.containsKey(ec.getCurve()) -> of(id, ec.toECPublicKey());
            case OctetKeyPair pair when Curve.Ed25519.equals(pair.getCurve()) -> of(id, ed25519(pair));
            default -> null;
        };
    }

    private static PublicKey ed25519(OctetKeyPair pair) throws GeneralSecurityException, JOSEException {
        byte[] point = pair.getDecodedX();
        if (point.length != 32) {
            throw new JOSEException("a key of Ed25519 has 32 bytes");
        }
        byte[] encoded = new byte[ED25519.length + point.length];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(point, 0, encoded, ED25519.length, point.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /**
     * A public key.
     *
     * @throws JOSEException if it is too weak, or of a kind that signs no tokens
     */
    static TrustedKey of(@Nullable String id, PublicKey key) throws JOSEException {
        return switch (key) {
            case RSAPublicKey rsa -> {
                if (rsa.getModulus().bitLength() < RSA_BITS_MIN) {
                    throw new JOSEException("a key of RSA has at least " + RSA_BITS_MIN + " bits");
                }
                yield new TrustedKey(id, RSA, new RSASSAVerifier(rsa)::verify);
            }
            case ECPublicKey ec -> {
                Algorithm algorithm = CURVES.get(Curve.forECParameterSpec(ec.getParams()));
                if (algorithm == null) {
                    throw new JOSEException("a curve that signs no tokens; P-256, P-384 and P-521 do");
                }
                yield new TrustedKey(id, Set.of(algorithm), new ECDSAVerifier(ec)::verify);
            }
            case EdECPublicKey ed
            when ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName()) ->
                new TrustedKey(id, Set.of(Algorithm.EDDSA), (_, signed, signature) -> holds(ed, signed, signature));
            default -> throw new JOSEException("a key of " + key.getAlgorithm() + ", which signs no tokens");
        };
    }

    /** By the JDK: the library wants another one for this. */
    private static boolean holds(PublicKey key, byte[] signed, Base64URL signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        verifier.update(signed);
        return verifier.verify(signature.decode());
    }

    /** @throws JOSEException if the secret is shorter than the hash that it goes with (RFC 7518 §3.2) */
    static TrustedKey ofSecret(byte[] secret, List<Algorithm> algorithms) throws JOSEException {
        for (Algorithm each : algorithms) {
            int bits = Integer.parseInt(each.word().substring(2));
            if (secret.length * 8 < bits) {
                throw new JOSEException("a secret for " + each.word() + " has at least " + bits / 8
                        + " bytes, this one " + secret.length);
            }
        }
        return new TrustedKey(null, Set.copyOf(algorithms), new MACVerifier(secret)::verify);
    }
}
