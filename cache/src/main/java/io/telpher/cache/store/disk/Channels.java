package io.telpher.cache.store.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A file that many threads read and write. Each uses a channel of its own meanwhile, since the interruption of a thread, which is
 * how a request is cancelled, closes the channel that it uses.
 */
final class Channels {
    private static final int SPARE_MAX = 2;

    private final Path path;
    private final ArrayDeque<FileChannel> spare = new ArrayDeque<>(SPARE_MAX);
    private boolean closed;

    Channels(Path path) {
        this.path = path;
    }

    /** Something that must be done though its thread was interrupted. */
    interface Action {
        void run() throws IOException;
    }

    /** Does it, again if it was interrupted meanwhile; the thread is interrupted afterwards. */
    static void surely(Action action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    action.run();
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Something that is done by a channel. */
    private interface Use {
        long with(FileChannel channel) throws IOException;
    }

    /** Reads until {@code into} is full. @throws EOFException if the file ends before */
    void read(ByteBuffer into, long at) throws IOException {
        readSome(into, at);
        if (into.hasRemaining()) {
            throw new EOFException(path.getFileName() + " ends before " + (at + into.limit()));
        }
    }

    /** Reads until {@code into} is full or the file ends. */
    void readSome(ByteBuffer into, long at) throws IOException {
        int from = into.position();
        use(channel -> {
            int n = 0;
            while (into.hasRemaining() && n >= 0) {
                n = channel.read(into, at + into.position() - from);
            }
            return n;
        });
    }

    void write(ByteBuffer from, long at) throws IOException {
        int start = from.position();
        use(channel -> {
            while (from.hasRemaining()) {
                channel.write(from, at + from.position() - start);
            }
            return 0;
        });
    }

    long size() throws IOException {
        return use(FileChannel::size);
    }

    private long use(Use use) throws IOException {
        FileChannel known = spare();
        FileChannel channel = known != null && known.isOpen()
                ? known
                : FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            long result = use.with(channel);
            give(channel);
            return result;
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private synchronized @Nullable FileChannel spare() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return spare.poll();
    }

    private void give(FileChannel channel) {
        synchronized (this) {
            if (!closed && spare.size() < SPARE_MAX) {
                spare.push(channel);
                return;
            }
        }
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // what was written is written; there is nothing more to do for it
        }
    }

    void close() {
        while (true) {
            FileChannel channel;
            synchronized (this) {
                closed = true;
                channel = spare.poll();
            }
            if (channel == null) {
                return;
            }
            close(channel);
        }
    }
}
