package io.telpher.gateway.jwt;

import com.nimbusds.jose.JOSEException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys from files, and what tells these files' content from any other. Blocking.
 *
 * @param set the keys
 * @param digest of all that was read
 */
record KeyFiles(KeySet set, String digest) {
    /** A file of keys is at most so long. */
    static final int BYTES_MAX = 512 << 10;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** @throws IOException if a file cannot be read or holds no key; the message names it */
    static KeyFiles read(KeysConfig config, List<Algorithm> algorithms) throws IOException {
        List<TrustedKey> keys = new ArrayList<>();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : config.files()) {
                byte[] bytes = bytes(file);
                digest.update(bytes);
                try {
                    keys.addAll(keys(config, bytes, algorithms));
                } catch (IOException | JOSEException | GeneralSecurityException | IllegalArgumentException e) {
                    throw new IOException("the keys of tokens in " + file + " cannot be used: " + e.getMessage(), e);
                }
            }
            return new KeyFiles(new KeySet(keys), HexFormat.of().formatHex(digest.digest()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException("it is longer than " + BYTES_MAX + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new IOException("the keys of tokens in " + file + " cannot be read: " + e, e);
        }
    }

    private static List<TrustedKey> keys(KeysConfig config, byte[] bytes, List<Algorithm> algorithms)
            throws IOException, JOSEException, GeneralSecurityException {
        return switch (config) {
            case KeysConfig.Jwks _ -> KeySet.ofJson(bytes).keys();
            case KeysConfig.Pem _ -> pem(new String(bytes, StandardCharsets.US_ASCII));
            case KeysConfig.Secret _ -> List.of(TrustedKey.ofSecret(withoutLineEnd(bytes), algorithms));
            case KeysConfig.Remote _ -> List.of();
        };
    }

    /** Editors and echo end the last line. */
    private static byte[] withoutLineEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private static List<TrustedKey> pem(String text) throws IOException, JOSEException, GeneralSecurityException {
        List<TrustedKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            byte[] content = Base64.getMimeDecoder().decode(block.group(2));
            switch (block.group(1)) {
                case "PUBLIC KEY" -> keys.add(TrustedKey.of(null, publicKey(content)));
                case "CERTIFICATE" ->
                    keys.add(TrustedKey.of(
                            null,
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(content))
                                    .getPublicKey()));
                default -> throw new IOException("it holds a " + block.group(1) + ", not a PUBLIC KEY or CERTIFICATE");
            }
        }
        if (keys.isEmpty() || keys.size() > KeySet.TRIES_MAX) {
            throw new IOException("expected 1 to " + KeySet.TRIES_MAX + " blocks of PUBLIC KEY or CERTIFICATE");
        }
        return keys;
    }

    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        for (String kind : List.of("RSA", "EC", "Ed25519")) {
            PublicKey key = publicKey(kind, encoded);
            if (key != null) {
                return key;
            }
        }
        throw new InvalidKeySpecException("no public key of RSA, EC or Ed25519");
    }

    /** Null if it is of another kind. */
    private static @Nullable PublicKey publicKey(String kind, byte[] encoded) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            return null;
        }
    }
}
