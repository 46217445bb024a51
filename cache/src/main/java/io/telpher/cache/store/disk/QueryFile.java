package io.telpher.cache.store.disk;

import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.store.Learned;
import io.telpher.cache.store.form.Crc;
import io.telpher.cache.store.form.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What paths have said of their queries ({@code No-Vary-Search}), in a file, so that the next process looks for what is stored under the
 * keys under which it was stored. A record behind the other: length, checksum, path, rule. What is missing of it costs a miss each, and
 * nothing else: the rule stands in the key.
 */
final class QueryFile implements Learned.Noting {
    static final String NAME = "telpher-queries";
    static final int BYTES_MAX = 1 << 20;
    private static final int RECORD_BYTES_MAX = 16 << 10;
    private static final int RECORD_HEAD_BYTES = 8;

    private final Path file;
    private final ByteBuffer head;
    private final Learned learned;
    private final Consumer<IOException> trouble;
    private long end = FileHead.BYTES;

    private QueryFile(Folder folder, Learned learned, Consumer<IOException> trouble) {
        this.file = folder.path().resolve(NAME);
        this.head = new FileHead(FileHead.Kind.QUERIES, folder.id(), 0).bytes();
        this.learned = learned;
        this.trouble = trouble;
    }

    /** Has {@code learned} know what the file says, and the file from now on what is learned. */
    static void open(Folder folder, Learned learned, Consumer<IOException> trouble) {
        QueryFile queries = new QueryFile(folder, learned, trouble);
        try {
            queries.read();
        } catch (IOException e) {
            trouble.accept(e);
        }
        learned.note(queries);
    }

    private void read() throws IOException {
        byte[] all = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? some() : new byte[0];
        boolean ours = all.length >= FileHead.BYTES
                && ByteBuffer.wrap(all, 0, FileHead.BYTES).equals(head.duplicate());
        int at = FileHead.BYTES;
        for (int length = ours ? take(all, at) : 0; length > 0; length = take(all, at)) {
            at += length;
        }
        end = at;
        if (at != all.length) {
            anew(); // it is new, another folder's, or its end is torn
        }
    }

    private byte[] some() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(BYTES_MAX + RECORD_BYTES_MAX);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (all.hasRemaining() && channel.read(all) >= 0) {}
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    /** Takes the record at a place. @return how long it is; 0 if there is no whole one */
    private int take(byte[] all, int at) throws IOException {
        if (at + RECORD_HEAD_BYTES > all.length) {
            return 0;
        }
        int length = ByteBuffer.wrap(all).getInt(at);
        int from = at + RECORD_HEAD_BYTES;
        if (length <= 0 || length > all.length - from) {
            return 0;
        }
        if (Crc.of(all, from, length) != ByteBuffer.wrap(all).getInt(at + 4)) {
            return 0;
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(all, from, length));
        learned.note(Texts.read(in), NoVarySearch.parse(Texts.read(in)));
        return RECORD_HEAD_BYTES + length;
    }

    @Override
    public void noted(String path, @Nullable NoVarySearch rule) {
        try {
            byte[] record = record(path, rule);
            if (record.length <= RECORD_BYTES_MAX) {
                if (end + record.length > BYTES_MAX) {
                    anew();
                }
                write(ByteBuffer.wrap(record), end, false);
                end += record.length;
            }
        } catch (IOException e) {
            trouble.accept(e);
        }
    }

    private static byte[] record(String path, @Nullable NoVarySearch rule) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Texts.write(out, path);
            Texts.write(out, rule == null ? "" : rule.text());
        }
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEAD_BYTES + bytes.size());
        record.putInt(bytes.size()).putInt(Crc.of(bytes.toByteArray(), 0, bytes.size()));
        return record.put(bytes.toByteArray()).array();
    }

    /** Writes the file anew, with what is known now: the latest that fill half of it. */
    private void anew() throws IOException {
        List<byte[]> latestFirst = new ArrayList<>();
        int bytes = 0;
        for (Map.Entry<String, NoVarySearch> each : learned.latestFirst()) {
            byte[] record = record(each.getKey(), each.getValue());
            if (record.length <= RECORD_BYTES_MAX) {
                bytes += record.length;
                if (bytes > BYTES_MAX / 2) {
                    break;
                }
                latestFirst.add(record);
            }
        }
        ByteBuffer all = ByteBuffer.allocate(BYTES_MAX).put(head.duplicate());
        latestFirst.reversed().forEach(all::put);
        write(all.flip(), 0, true);
        end = all.limit();
    }

    private void write(ByteBuffer bytes, long at, boolean all) throws IOException {
        Channels.surely(() -> {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (all) {
                    channel.truncate(0);
                }
                ByteBuffer left = bytes.duplicate();
                while (left.hasRemaining()) {
                    channel.write(left, at + left.position());
                }
            }
        });
    }
}
