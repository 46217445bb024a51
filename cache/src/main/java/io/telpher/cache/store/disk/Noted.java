package io.telpher.cache.store.disk;

import io.telpher.cache.store.Purge;
import io.telpher.cache.store.form.Crc;
import io.telpher.cache.store.form.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The purge that is being carried out, in a file, so that the next process ends what this one could not. The file has its size from
 * the beginning, so that it can be written though the disk is full.
 */
final class Noted {
    private static final int BYTES = 16 << 10;
    private static final int HEAD_BYTES = 8;

    private final Path file;

    Noted(Folder folder) throws IOException {
        this.file = folder.path().resolve("telpher-purge");
        try (FileChannel channel = open()) {
            if (channel.size() < BYTES) {
                channel.write(ByteBuffer.allocate((int) (BYTES - channel.size())), channel.size());
            }
        }
    }

    /**
     * What it was.
     *
     * @param nowMillis when
     */
    record Pending(Purge purge, long nowMillis) {}

    private FileChannel open() throws IOException {
        return FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /** Notes it. @throws IOException if it cannot be written */
    void note(Purge purge, long nowMillis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Texts.write(out, purge.scope().name());
            out.writeBoolean(purge.soft());
            out.writeLong(nowMillis);
            Texts.write(out, purge.name());
        }
        if (bytes.size() > BYTES - HEAD_BYTES) {
            throw new IOException("the name is too long");
        }
        ByteBuffer all = ByteBuffer.allocate(HEAD_BYTES + bytes.size());
        all.putInt(bytes.size()).putInt(Crc.of(bytes.toByteArray(), 0, bytes.size()));
        all.put(bytes.toByteArray()).flip();
        write(all);
    }

    /** It is done. */
    void clear() throws IOException {
        write(ByteBuffer.allocate(HEAD_BYTES));
    }

    private void write(ByteBuffer bytes) throws IOException {
        Channels.surely(() -> {
            try (FileChannel channel = open()) {
                channel.write(bytes.duplicate(), 0);
            }
        });
    }

    /** What was not done to its end, or null. What cannot be read may have been anything: everything. */
    @Nullable
    Pending pending() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(BYTES);
        try (FileChannel channel = open()) {
            while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {}
        }
        int length = all.getInt(0);
        if (length == 0) {
            return null;
        }
        if (length > 0 && length <= BYTES - HEAD_BYTES && Crc.of(all.array(), HEAD_BYTES, length) == all.getInt(4)) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(all.array(), HEAD_BYTES, length));
            String scope = Texts.read(in);
            boolean soft = in.readBoolean();
            long millis = in.readLong();
            for (Purge.Scope each : Purge.Scope.values()) {
                if (each.name().equals(scope)) {
                    return new Pending(new Purge(each, Texts.read(in), soft), millis);
                }
            }
        }
        return new Pending(new Purge(Purge.Scope.ALL, "", false), 0);
    }
}
