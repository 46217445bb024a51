package io.telpher.app.access;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where lines end up. For one thread, which it may block. */
interface Output {

    /** Writes all of it. */
    void write(byte[] bytes, int length) throws IOException;

    /** Lets go of what is open; the next write opens anew. */
    void close() throws IOException;

    Set<StandardOpenOption> APPENDING = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    /** Who asked for what is nobody else's business. A file that is there keeps what its owner gave it. */
    FileAttribute<?> OWNER_ONLY = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** A file that is appended to, and created where it is missing. */
    static Output file(Path path) {
        return new Output() {
            private @Nullable OutputStream out;

            @Override
            public void write(byte[] bytes, int length) throws IOException {
                OutputStream to = out;
                if (to == null) {
                    to = Channels.newOutputStream(Files.newByteChannel(path, APPENDING, OWNER_ONLY));
                    out = to;
                }
                to.write(bytes, 0, length);
            }

            @Override
            public void close() throws IOException {
                OutputStream open = out;
                out = null;
                if (open != null) {
                    open.close();
                }
            }
        };
    }

    /** Standard output. */
    static Output stdout() {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        return new Output() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                out.write(bytes, 0, length);
            }

            @Override
            public void close() {} // it is not ours
        };
    }
}
