package io.telpher.gateway.files;

import io.telpher.http.Ranges;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file as it was when it was looked up.
 *
 * @param path where it is, with symbolic links resolved
 * @param size in bytes
 * @param modifiedNanos since 1970
 */
record FoundFile(Path path, long size, long modifiedNanos) {
    private static final int CHUNK_BYTES = 64 << 10;

    /** The file, or null if it is none: a directory, a pipe, a device. */
    static @Nullable FoundFile of(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isRegularFile()
                ? new FoundFile(path, found.size(), found.lastModifiedTime().to(TimeUnit.NANOSECONDS))
                : null;
    }

    /** A strong entity tag: a change of content changes the time or the size. */
    String etag() {
        return '"' + Long.toHexString(modifiedNanos) + '-' + Long.toHexString(size) + '"';
    }

    long modifiedSeconds() {
        return Math.floorDiv(modifiedNanos, 1_000_000_000L);
    }

    /** Opens it. @throws IOException if it is not any more what it was: its length has been told already */
    FileChannel open() throws IOException {
        if (!equals(of(path))) {
            throw new IOException(path + " changed while it was served");
        }
        return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Writes a part. */
    static void copy(FileChannel file, Ranges.Range part, OutputStream out) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, part.length())];
        long at = part.first();
        while (at <= part.last()) {
            int wanted = (int) Math.min(chunk.length, part.last() - at + 1);
            int n = file.read(ByteBuffer.wrap(chunk, 0, wanted), at);
            if (n < 0) {
                throw new IOException("the file became shorter while it was served");
            }
            out.write(chunk, 0, n);
            at += n;
        }
    }
}
