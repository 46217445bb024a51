package io.telpher.cache.store.memory;

import io.telpher.http.DirectBody;
import io.telpher.http.Fields;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A range of an entry's content. It uses the entry, and so does each piece of it that was taken, until it was sent. */
final class MemoryContent implements DirectBody {
    private final Space space;
    private final int entry;
    private final Pieces pieces;
    private final long length;
    private final Fields trailers;
    private long left;
    private boolean over;

    /** Its entry is used once more by the caller, for this body. */
    MemoryContent(Space space, int entry, Pieces pieces, long length, Fields trailers) {
        this.space = space;
        this.entry = entry;
        this.pieces = pieces;
        this.length = length;
        this.left = length;
        this.trailers = trailers;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Fields trailers() {
        return trailers;
    }

    @Override
    public @Nullable ByteBuffer next(int max) {
        if (over) {
            return null;
        }
        ByteBuffer piece = pieces.next((int) Math.min(max, left));
        left -= piece.remaining();
        if (left == 0) {
            over = true; // so this piece uses the entry in place of the body
        } else {
            space.entries.holdAgain(entry);
        }
        return piece;
    }

    @Override
    public void sent() {
        space.release(entry);
    }

    @Override
    public void discard() {
        if (!over) {
            over = true;
            space.release(entry);
        }
    }

    @Override
    public InputStream stream() {
        return new Reading();
    }

    private final class Reading extends InputStream {
        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            if (count == 0) {
                return 0;
            }
            ByteBuffer piece = next(count);
            if (piece == null) {
                return -1;
            }
            int n = piece.remaining();
            piece.get(into, offset, n);
            sent();
            return n;
        }

        @Override
        public void close() {
            discard();
        }
    }
}
