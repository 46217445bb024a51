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
record FoundFile(Path path, long size, long modifiedNanos) implements Content {
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

    @Override
    public Open open() throws IOException {
        requireUnchanged();
        return new Reading(FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Reads all of it. @throws IOException if it changes meanwhile, or is larger than an array */
    byte[] bytes() throws IOException {
        byte[] all = Files.readAllBytes(path);
        requireUnchanged();
        return all;
    }

    /** @throws IOException if it is not any more what was found */
    void requireUnchanged() throws IOException {
        if (!equals(of(path))) {
            throw new Changed(path);
        }
    }

    /** A file is not any more what it was found as. */
    static final class Changed extends IOException {
        private static final long serialVersionUID = 1;

        Changed(Path path) {
            super(path + " changed while it was served");
        }
    }

    private record Reading(FileChannel file) implements Open {
        @Override
        public void copy(Ranges.Range part, OutputStream out) throws IOException {
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

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
