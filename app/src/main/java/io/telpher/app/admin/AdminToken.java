package io.telpher.app.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The secret of whoever may see the configuration. It stands in a file that only its owner can read. */
public final class AdminToken {
    private static final String FILE = "admin-token";
    private static final int BYTES = 32;
    private static final int LENGTH_MIN = 16;
    private static final int LENGTH_MAX = 512;

    private final String text;
    private final byte[] digest;
    private final String session;

    AdminToken(String text) {
        this.text = text;
        this.digest = sha256(text);
        this.session = HexFormat.of().formatHex(sha256("telpher admin session " + text));
    }

    /**
     * The token of this state directory, made at the first call.
     *
     * @throws IOException if the file cannot be read or written, or holds too little
     */
    public static AdminToken in(Path state) throws IOException {
        Path file = state.resolve(FILE);
        if (!Files.exists(file)) {
            create(file);
        }
        return of(state);
    }

    /**
     * The same for who shows it: none is made.
     *
     * @throws IOException if the file is not there, cannot be read, or holds too little
     */
    public static AdminToken of(Path state) throws IOException {
        Path file = state.resolve(FILE);
        String text = Files.readString(file).strip();
        if (text.length() < LENGTH_MIN) {
            throw new IOException(file + " holds a token of fewer than " + LENGTH_MIN + " characters; remove it to get "
                    + "a new one");
        }
        return new AdminToken(text);
    }

    /**
     * The token that the configuration names for caches, or null if it names none.
     *
     * @throws IOException if it cannot be read, or holds too little
     */
    public static @Nullable AdminToken forCaches(AdminConfig config) throws IOException {
        Path file = config.cacheTokenFile();
        String variable = config.cacheTokenEnv();
        if (file == null && variable == null) {
            return null;
        }
        String from = file != null ? file.toString() : "the variable " + variable;
        String text;
        try {
            text = file != null ? Files.readString(file).strip() : System.getenv(String.valueOf(variable));
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file, expected one with the token for caches", e);
        }
        if (text == null
                || text.length() < LENGTH_MIN
                || text.length() > LENGTH_MAX
                || !text.matches("[\\x21-\\x7e]+")) {
            throw new IOException(from + " holds no token, expected " + LENGTH_MIN + " to " + LENGTH_MAX
                    + " visible characters, such as openssl rand -hex 32 makes them");
        }
        return new AdminToken(text);
    }

    private static void create(Path file) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            channel.write(java.nio.ByteBuffer.wrap(
                    (HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException e) {
            return; // another process was first: its token is as good
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** The token itself, to be told to the one who started the program. */
    public String text() {
        return text;
    }

    /** True if it is this token; takes as long for a near miss as for a wide one. */
    boolean matches(String given) {
        return MessageDigest.isEqual(digest, sha256(given));
    }

    /** What a browser is given to keep instead of the token. */
    String session() {
        return session;
    }

    boolean isSession(String given) {
        return MessageDigest.isEqual(sha256(session), sha256(given));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
