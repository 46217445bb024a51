package io.telpher.httpnetty.loop;

import io.netty.buffer.Unpooled;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.WrittenBody;
import io.telpher.net.Loop;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a body that code writes, on a worker thread, into one that arrives on a loop. A slow receiver stops the writer; a
 * receiver that has gone fails it.
 */
public final class BodyWriter extends OutputStream implements LoopBody.Source, Runnable {
    private static final int BLOCK_BYTES = 16 * 1024;

    private final Loop loop;
    private final Body written;
    private final LoopBody body;
    private byte[] block = new byte[BLOCK_BYTES];
    private int filled;
    private long total;
    private @Nullable Cell<Boolean> held;
    private @Nullable Thread worker;
    private volatile boolean unwanted;

    BodyWriter(Loop loop, Body written) {
        this.loop = loop;
        this.written = written;
        this.body = new LoopBody(loop, this, written.length());
    }

    /** The body as it arrives on {@code loop}. Writing begins when somebody takes it. */
    public static LoopBody start(Loop loop, Body written) {
        return new BodyWriter(loop, written).body;
    }

    @Override
    public void demanded() {
        Thread thread = Thread.ofVirtual().unstarted(this);
        worker = thread;
        thread.start();
    }

    @Override
    public void run() {
        try {
            if (written instanceof WrittenBody own) {
                own.writer().writeTo(this);
            } else {
                try (InputStream in = written.stream()) {
                    pass(in);
                }
            }
            flush();
            if (written.length() >= 0 && total != written.length()) {
                throw new IOException("a body of " + written.length() + " bytes was written as " + total);
            }
            Fields trailers = written.trailers();
            loop.execute(() -> body.end(trailers));
        } catch (Throwable broken) { // users' code: whatever it throws, the connection must learn of it
            tell(
                    broken.getCause() instanceof Failure known
                            ? known
                            : new Failure(
                                    Failure.Side.LOCAL,
                                    Failure.Kind.INCOMPLETE,
                                    false,
                                    "the body broke off: " + broken.getMessage()));
        }
    }

    private void tell(Failure why) {
        try {
            loop.execute(() -> body.fail(why));
        } catch (RejectedExecutionException ended) {
            unwanted = true; // the loop has ended, and the connection with it: nobody is left to be told
        }
    }

    /** What is there goes at once. */
    private void pass(InputStream in) throws IOException {
        byte[] some = new byte[BLOCK_BYTES];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
            write(some, 0, n);
            flush();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int rest = length;
        while (rest > 0) {
            int n = Math.min(rest, BLOCK_BYTES - filled);
            System.arraycopy(bytes, at, block, filled, n);
            filled += n;
            at += n;
            rest -= n;
            if (filled == BLOCK_BYTES) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (unwanted) {
            throw new IOException("the receiver has gone");
        }
        if (filled == 0) {
            return;
        }
        byte[] full = block;
        int n = filled;
        total += n;
        block = new byte[BLOCK_BYTES];
        filled = 0;
        Cell<Boolean> taken = new Cell<>();
        loop.execute(() -> take(full, n, taken));
        try {
            taken.join();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the receiver has gone");
        }
    }

    private void take(byte[] full, int n, Cell<Boolean> taken) {
        body.feed(Unpooled.wrappedBuffer(full, 0, n));
        body.flush();
        if (body.paused() && !unwanted) {
            held = taken;
        } else {
            taken.complete(true);
        }
    }

    @Override
    public void flowing(boolean wanted) {
        Cell<Boolean> waiting = held;
        if (wanted && waiting != null) {
            held = null;
            waiting.complete(true);
        }
    }

    @Override
    public void abandoned() {
        unwanted = true;
        flowing(true);
        Thread thread = worker;
        if (thread != null) {
            thread.interrupt();
        } else {
            written.discard();
        }
    }
}
