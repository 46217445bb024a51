package io.telpher.net.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one loop that are passed through share: a buffer, in which nothing stays longer than it takes to
 * send it on, and a few pipes of the kernel for what comes in bulk. Confined to its loop.
 */
public final class Passage implements AutoCloseable {
    /** How much is moved at once: the size of the buffer, and of a pipe. */
    public static final int BYTES = 64 * 1024;

    private static final int PIPES_MAX = 32;

    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true, false);

    private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
    private @Nullable ByteBuf buffer;
    private int pipes;

    /** The two ends of a pipe. */
    public record Pipe(FileDescriptor out, FileDescriptor in) {
        private void close() {
            try {
                out.close();
                in.close();
            } catch (IOException e) {
                throw new IllegalStateException("a pipe that cannot be closed", e); // Linux knows none
            }
        }
    }

    /** The buffer, of {@link #BYTES}: whoever has the loop uses all of it. */
    public ByteBuf buffer() {
        ByteBuf known = buffer;
        if (known == null) {
            known = MEMORY.directBuffer(BYTES, BYTES);
            buffer = known;
        }
        return known;
    }

    /** An empty pipe, which its taker gives back or breaks; null if all are out, or no more can be made. */
    public @Nullable Pipe pipe() {
        Pipe known = idle.pollLast();
        if (known == null && pipes < PIPES_MAX) {
            try {
                FileDescriptor[] ends = FileDescriptor.pipe();
                known = new Pipe(ends[0], ends[1]);
                pipes++;
            } catch (IOException none) { // descriptors have run out: what comes is copied
                return null;
            }
        }
        return known;
    }

    /** Takes back a pipe that is empty again. */
    public void giveBack(Pipe pipe) {
        idle.addLast(pipe);
    }

    /** Does away with a pipe in which something is left that nobody will take. */
    public void breakUp(Pipe pipe) {
        pipe.close();
        pipes--;
    }

    /** Closes the pipes; when the loop has ended. */
    @Override
    public void close() {
        idle.forEach(Pipe::close);
        idle.clear();
    }
}
