package io.telpher.net.tls.certificate;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * Reads private keys in the three forms that people have: PKCS#8 (RFC 5208), PKCS#1 for RSA (RFC 8017) and SEC 1 for
 * elliptic curves (RFC 5915). The JDK knows only the first, so the others are wrapped into it.
 */
final class PrivateKeys {
    /** The algorithm identifier of RSA: rsaEncryption, NULL. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private PrivateKeys() {}

    /**
     * The key in a block.
     *
     * @param block one whose label ends in {@code PRIVATE KEY}
     * @param owner the public key of the certificate, which says the algorithm and the curve
     */
    static PrivateKey read(Pem block, PublicKey owner) throws GeneralSecurityException {
        byte[] der = block.der();
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> der;
            case "RSA PRIVATE KEY" -> wrap(RSA, der);
            case "EC PRIVATE KEY" -> wrap(algorithmOf(owner), der);
            default -> throw new GeneralSecurityException("\"" + block.label() + "\" is not a form of key known here");
        };
        String algorithm =
                block.label().startsWith("RSA") ? "RSA" : block.label().startsWith("EC") ? "EC" : owner.getAlgorithm();
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** The algorithm identifier is the first element of a SubjectPublicKeyInfo (RFC 5280 §4.1). */
    private static byte[] algorithmOf(PublicKey owner) throws GeneralSecurityException {
        if (!owner.getAlgorithm().equals("EC")) {
            throw new GeneralSecurityException(
                    "the key is on an elliptic curve, the certificate's is " + owner.getAlgorithm());
        }
        byte[] info = owner.getEncoded();
        int start = 2 + Math.max(0, (info[1] & 0xff) - 0x80) * (info[1] < 0 ? 1 : 0);
        int length = 2 + info[start + 1];
        byte[] algorithm = new byte[length];
        System.arraycopy(info, start, algorithm, 0, length);
        return algorithm;
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream(key.length + 40);
        inner.writeBytes(VERSION_0);
        inner.writeBytes(algorithm);
        inner.writeBytes(tagged(0x04, key));
        return tagged(0x30, inner.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 5);
        out.write(tag);
        if (content.length >= 0x100) {
            out.write(0x82);
            out.write(content.length >>> 8);
        } else if (content.length >= 0x80) {
            out.write(0x81);
        }
        out.write(content.length & 0xff);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
