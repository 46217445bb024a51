package io.telpher.testkit.keys;

import io.telpher.core.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who makes tokens (RFC 7519), with a key pair of its own, by the JDK alone: what verifies them has no part in it.
 *
 * @param id the key's name, or null
 * @param pair the keys
 */
public record TokenSigner(@Nullable String id, KeyPair pair) {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    /** What no token is signed by. */
    private static final byte[] NOTHING = {};

    /** With a key of RSA. */
    public static TokenSigner rsa(@Nullable String id, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new TokenSigner(id, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With a key on a curve, such as {@code secp256r1}. */
    public static TokenSigner ec(@Nullable String id, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new TokenSigner(id, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With a key of Ed25519. */
    public static TokenSigner ed25519(@Nullable String id) {
        try {
            return new TokenSigner(id, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token by this algorithm, whose header names the key. */
    public String token(String algorithm, Map<String, ?> claims) {
        Map<String, Object> header = new LinkedHashMap<>(Map.of("alg", algorithm, "typ", "JWT"));
        if (id != null) {
            header.put("kid", id);
        }
        return token(algorithm, header, claims);
    }

    /** A token with this header, whatever it says, that is signed by this algorithm. */
    public String token(String algorithm, Map<String, ?> header, Map<String, ?> claims) {
        String signed = encoded(header) + "." + encoded(claims);
        return signed + "."
                + BASE64URL.encodeToString(signature(algorithm, signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A token that is signed with a secret. */
    public static String token(byte[] secret, Map<String, ?> header, Map<String, ?> claims) {
        String signed = encoded(header) + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed + "." + BASE64URL.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(Map<String, ?> json) {
        return BASE64URL.encodeToString(Json.compact(json).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] signature(String algorithm, byte[] signed) {
        if (algorithm.equals("none")) {
            return NOTHING;
        }
        try {
            PrivateKey key = pair.getPrivate();
            Signature signature = Signature.getInstance(
                    switch (algorithm) {
                        case "RS256" -> "SHA256withRSA";
                        case "PS256" -> "RSASSA-PSS";
                        case "ES256" -> "SHA256withECDSAinP1363Format";
                        case "ES384" -> "SHA384withECDSAinP1363Format";
                        case "EdDSA" -> "Ed25519";
                        default -> throw new IllegalArgumentException(algorithm);
                    });
            if (algorithm.equals("PS256")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key);
            signature.update(signed);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A set of these signers' public keys as JSON (RFC 7517). */
    public static String jwks(TokenSigner... signers) {
        return Json.compact(
                Map.of("keys", Arrays.stream(signers).map(TokenSigner::jwk).toList()));
    }

    /** The public key as JSON. */
    public Map<String, Object> jwk() {
        Map<String, Object> jwk = new LinkedHashMap<>();
        if (id != null) {
            jwk.put("kid", id);
        }
        jwk.put("use", "sig");
        switch (pair.getPublic()) {
            case RSAPublicKey rsa -> {
                jwk.put("kty", "RSA");
                jwk.put("n", unsigned(rsa.getModulus(), 0));
                jwk.put("e", unsigned(rsa.getPublicExponent(), 0));
            }
            case ECPublicKey ec -> {
                int bits = ec.getParams().getCurve().getField().getFieldSize();
                jwk.put("kty", "EC");
                jwk.put("crv", "P-" + bits);
                jwk.put("x", unsigned(ec.getW().getAffineX(), (bits + 7) / 8));
                jwk.put("y", unsigned(ec.getW().getAffineY(), (bits + 7) / 8));
            }
            case PublicKey ed -> {
                byte[] encoded = ed.getEncoded(); // 12 bytes and the key (RFC 8410)
                jwk.put("kty", "OKP");
                jwk.put("crv", "Ed25519");
                jwk.put("x", BASE64URL.encodeToString(Arrays.copyOfRange(encoded, 12, encoded.length)));
            }
        }
        return jwk;
    }

    private static String unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int zeros = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] whole = new byte[Math.max(length, bytes.length - zeros)];
        System.arraycopy(bytes, zeros, whole, whole.length - bytes.length + zeros, bytes.length - zeros);
        return BASE64URL.encodeToString(whole);
    }

    /** The public key as PEM (RFC 7468). */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
