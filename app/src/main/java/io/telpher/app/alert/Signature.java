package io.telpher.app.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proof that a message is ours and of when: HMAC-SHA256 over its id, its time and its body, in the form of Standard
 * Webhooks 1.0, for which receivers find libraries.
 */
final class Signature {
    private static final String BASE64 = "whsec_";
    private static final int BYTES_MIN = 16;
    private static final int FILE_MAX = 4_096;

    private final SecretKeySpec key;

    Signature(byte[] secret) {
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /**
     * With the secret of this file: {@code whsec_} and Base64, or any text, whose last line end does not count.
     *
     * @throws IOException if it cannot be read or is too short to be a secret
     */
    static Signature of(Path file) throws IOException {
        if (Files.size(file) > FILE_MAX) {
            throw new IOException(file + " is too long for a secret");
        }
        String text = Files.readString(file).strip();
        byte[] secret;
        try {
            secret = text.startsWith(BASE64)
                    ? Base64.getDecoder().decode(text.substring(BASE64.length()))
                    : text.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " begins with " + BASE64 + ", but no Base64 follows", e);
        }
        if (secret.length < BYTES_MIN) {
            throw new IOException(file + " holds a secret of fewer than " + BYTES_MIN + " bytes");
        }
        return new Signature(secret);
    }

    /** The value of {@code webhook-signature}. */
    String of(String id, long epochSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((id + "." + epochSeconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
