package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.net.Loop;
import java.io.InputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A body that is arriving on a connection. It goes straight to the {@link Sink} of another connection on the same loop,
 * or, for code that reads, through a {@link BodyStream}. Until somebody takes it a little is kept, then its connection
 * stops reading.
 */
public final class LoopBody implements Body {
    /** How much is kept before the source must stop. */
    static final int KEPT_BYTES_MAX = 64 * 1024;

    /** The connection that a body arrives on. Called on its loop. */
    public interface Source {
        /** Somebody begins to take the body. */
        void demanded();

        /** Bytes may come, or must stop. */
        void flowing(boolean wanted);

        /** Nobody will take the rest. */
        void abandoned();

        /**
         * Takes it over to flush the body when it has read what it has, if it is at that: so a head and the content that came
         * with it leave as one.
         *
         * @return false if the body must be flushed now
         */
        default boolean flushesSoon() {
            return false;
        }
    }

    private final Loop loop;
    private final Source source;
    private final long length;
    private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>(0);
    private int keptBytes;
    private boolean paused;
    private @Nullable Sink sink;
    private boolean ended;
    private boolean abandoned;
    private @Nullable Failure failure;
    private volatile Fields trailers = Fields.EMPTY;

    public LoopBody(Loop loop, Source source, long length) {
        this.loop = loop;
        this.source = source;
        this.length = length;
    }

    public Loop loop() {
        return loop;
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
    public InputStream stream() {
        BodyStream stream = new BodyStream(this);
        loop.execute(() -> to(stream));
        return stream;
    }

    @Override
    public Body kept(int limit) {
        return new ReplayedBody(this, limit);
    }

    @Override
    public void discard() {
        loop.execute(this::abandon);
    }

    /** True once nothing more will come. */
    public boolean over() {
        return ended || failure != null || abandoned;
    }

    /** True if all of it came. */
    public boolean ended() {
        return ended;
    }

    /** How many bytes wait for a taker. */
    public int keptBytes() {
        return keptBytes;
    }

    // === for the sink's side ===

    /** Sends everything to {@code taker}, what was kept first. */
    public void to(Sink taker) {
        if (sink != null || abandoned) {
            taker.failed(Failure.downstream(Failure.Kind.CANCELLED, "the body was taken or discarded before"));
            return;
        }
        sink = taker;
        if (!ended && failure == null) {
            source.demanded();
        }
        ByteBuf bytes;
        while ((bytes = kept.poll()) != null) {
            keptBytes -= bytes.readableBytes();
            taker.data(bytes);
        }
        if (ended) {
            taker.end(trailers);
        } else if (failure != null) {
            taker.failed(failure);
        } else {
            if (!source.flushesSoon()) {
                taker.flush();
            }
            resume();
        }
    }

    public void pause() {
        if (!paused && !over()) {
            paused = true;
            source.flowing(false);
        }
    }

    public void resume() {
        if (paused && !over()) {
            paused = false;
            source.flowing(true);
        }
    }

    public void abandon() {
        if (!abandoned) {
            boolean was = over();
            abandoned = true;
            paused = false;
            sink = null;
            release();
            if (!was) {
                source.abandoned();
            }
        }
    }

    // === for the source's side ===

    public boolean paused() {
        return paused;
    }

    public void feed(ByteBuf bytes) {
        Sink taker = sink;
        if (taker != null) {
            taker.data(bytes);
        } else if (abandoned) {
            bytes.release();
        } else {
            keptBytes += bytes.readableBytes();
            kept.add(Buffers.kept(bytes));
            if (keptBytes >= KEPT_BYTES_MAX) {
                pause();
            }
        }
    }

    public void flush() {
        Sink taker = sink;
        if (taker != null && !ended) {
            taker.flush();
        }
    }

    public void end(Fields trailing) {
        if (over()) {
            return;
        }
        ended = true;
        trailers = trailing;
        Sink taker = sink;
        if (taker != null) {
            taker.end(trailing);
        }
    }

    public void fail(Failure why) {
        if (over()) {
            return;
        }
        failure = why;
        release();
        Sink taker = sink;
        if (taker != null) {
            taker.failed(why);
        }
    }

    /** Its exchange is broken: it fails if it is not whole, and what of it nobody read is thrown away. */
    public void cut(Failure why) {
        fail(why);
        abandon();
    }

    private void release() {
        ByteBuf bytes;
        while ((bytes = kept.poll()) != null) {
            bytes.release();
        }
        keptBytes = 0;
    }
}
