package io.telpher.httpnetty;

import io.telpher.http.DirectBody;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A body in direct memory that knows when all of its pieces were given back. */
final class LentBody implements DirectBody {
    /** Done when nobody uses it any more. */
    final CompletableFuture<Boolean> givenBack = new CompletableFuture<>();

    private final ByteBuffer all;
    private int lent = 1; // the body itself
    private boolean over;

    LentBody(int length) {
        all = ByteBuffer.allocateDirect(length);
        all.put(content(length)).flip();
    }

    static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    @Override
    public synchronized @Nullable ByteBuffer next(int max) {
        if (!all.hasRemaining()) {
            end();
            return null;
        }
        int n = Math.min(max, all.remaining());
        ByteBuffer piece = all.slice(all.position(), n);
        all.position(all.position() + n);
        lent++;
        return piece;
    }

    @Override
    public synchronized void sent() {
        if (--lent == 0) {
            givenBack.complete(true);
        }
        if (lent < 0) {
            throw new IllegalStateException("given back more often than it was lent");
        }
    }

    @Override
    public synchronized void discard() {
        end();
    }

    private void end() {
        if (!over) {
            over = true;
            sent();
        }
    }

    @Override
    public long length() {
        return all.capacity();
    }

    @Override
    public InputStream stream() {
        throw new UnsupportedOperationException("it is sent from where it is");
    }
}
