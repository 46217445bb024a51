package io.telpher.app.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What tells one state of some files, or of a text, from another. */
public final class Fingerprint {
    private static final int SHOWN = 12;

    private Fingerprint() {}

    /** Of what these files hold now; one that cannot be read has a state of its own. Blocking. */
    public static String of(List<Path> files) {
        if (files.isEmpty()) {
            return "";
        }
        MessageDigest digest = sha256();
        for (Path file : files) {
            digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            try {
                digest.update(sha256().digest(Files.readAllBytes(file)));
            } catch (IOException e) {
                digest.update((byte) 1);
            }
        }
        return text(digest);
    }

    /** Of a text. */
    public static String of(String text) {
        MessageDigest digest = sha256();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return text(digest);
    }

    /** A few digits of it, which are enough for people. */
    public static String brief(String fingerprint) {
        return fingerprint.substring(0, Math.min(SHOWN, fingerprint.length()));
    }

    private static String text(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
