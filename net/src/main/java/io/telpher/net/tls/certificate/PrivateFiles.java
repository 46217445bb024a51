package io.telpher.net.tls.certificate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files whole or not at all, with their permissions from the first byte on. */
final class PrivateFiles {
    private static final String OWNER = "rw-------";
    private static final String EVERYBODY = "rw-r--r--";

    private PrivateFiles() {}

    /** A file for its owner alone. */
    static void write(Path file, String text) throws IOException {
        write(file, text, OWNER);
    }

    /** A file that everybody may read. */
    static void writePublic(Path file, String text) throws IOException {
        write(file, text, EVERYBODY);
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        // Made 600 by createTempFile; widened after the content is there.
        Path fresh = Files.createTempFile(folder, ".new-", ".pem");
        try {
            try (FileChannel channel = FileChannel.open(fresh, Set.of(StandardOpenOption.WRITE))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
